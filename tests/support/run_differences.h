// run_differences.h -- what two results of a run disagree on, column by column.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sim/report/run_result.h"

namespace suanli::test {

inline bool same(const CountOverTime& a, const CountOverTime& b) {
  return a.integral == b.integral && a.max == b.max;
}

inline bool same(const TimelineSample& a, const TimelineSample& b) {
  return a.time == b.time && a.queued == b.queued && a.running == b.running && a.queued_requests == b.queued_requests && a.busy_milli == b.busy_milli && a.fragmentation == b.fragmentation;
}

inline bool same(const FragmentationResult& a, const FragmentationResult& b) {
  return a.kind == b.kind && a.time_mean == b.time_mean && a.max == b.max && a.at_end == b.at_end;
}

inline bool same(const ReplicaLife& a, const ReplicaLife& b) {
  return a.started == b.started && a.ready == b.ready && a.draining == b.draining && a.ended == b.ended && a.node_class == b.node_class &&
         a.place_begin == b.place_begin && a.place_count == b.place_count && a.completed == b.completed && a.totals == b.totals;
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b);

inline bool same(const ServiceResult& a, const ServiceResult& b) {
  return same(a.replicas.items(), b.replicas.items()) && a.placed == b.placed && a.ready == b.ready && a.boot_ns == b.boot_ns &&
         a.unplaced == b.unplaced && a.sums == b.sums && a.on_class == b.on_class && a.token_gaps.size() == b.token_gaps.size() &&
         a.token_gaps.distribution().total == b.token_gaps.distribution().total;
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const T& x, const T& y) { return same(x, y); });
}

// The names of the members that differ; empty when the results are the same to the last bit.
inline std::string differences(const RunResult& a, const RunResult& b) {
  std::string names;
  const auto compare = [&](bool equal, const char* name) { names += equal ? std::string() : std::string(name) + ' '; };
  compare(a.jobs.start == b.jobs.start, "start");
  compare(a.jobs.end == b.jobs.end, "end");
  compare(a.jobs.status == b.jobs.status, "status");
  compare(a.jobs.reject_reason == b.jobs.reject_reason, "reject_reason");
  compare(a.jobs.longest_wait == b.jobs.longest_wait, "longest_wait");
  compare(a.jobs.placement_begin == b.jobs.placement_begin, "placement_begin");
  compare(a.jobs.placement_count == b.jobs.placement_count, "placement_count");
  compare(a.jobs.placements == b.jobs.placements, "placements");
  compare(a.jobs.devices == b.jobs.devices, "devices");
  compare(a.submitted == b.submitted, "submitted");
  compare(a.end == b.end, "end of the run");
  compare(a.window.from == b.window.from && a.window.until == b.window.until && a.window.open_end == b.window.open_end, "window");
  compare(a.steady_state.batches == b.steady_state.batches && a.steady_state.warm_up_until == b.steady_state.warm_up_until, "steady_state");
  compare(a.signature == b.signature, "signature");
  compare(a.wait_by_reason == b.wait_by_reason, "wait_by_reason");
  compare(same(a.queued, b.queued), "queued");
  compare(same(a.running, b.running), "running");
  compare(a.busy == b.busy, "busy");
  compare(a.allocated == b.allocated, "allocated");
  compare(same(a.timeline, b.timeline) && a.timeline_sampled == b.timeline_sampled, "timeline");
  compare(same(a.fragmentation, b.fragmentation), "fragmentation");
  compare(a.online.requests == b.online.requests, "requests");
  compare(a.online.placed == b.online.placed && a.online.ready == b.online.ready, "replicas over time");
  compare(a.online.replica_places == b.online.replica_places, "replica_places");
  compare(same(a.online.services.items(), b.online.services.items()), "services");
  compare(a.limit_hit == b.limit_hit, "limit_hit");
  return names;
}

}  // namespace suanli::test
