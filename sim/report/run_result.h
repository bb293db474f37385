// run_result.h -- what happened in one run, as plain data: columns per job, device time per node, exact integrals.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/int128.h"
#include "sim/base/time.h"
#include "sim/cost/estimate_table.h"
#include "sim/engine/observer.h"
#include "sim/model/device.h"
#include "sim/model/job.h"
#include "sim/report/count_over_time.h"
#include "sim/report/held_devices.h"
#include "sim/report/node_tasks.h"
#include "sim/report/service_result.h"

namespace suanli {

// The part of the run that is measured: jobs and requests submitted in [from, until), and those of the very end when the window goes on to the
// run's end; of every time integral the part inside.
struct MeasureWindow {
  SimTime from{};
  SimTime until{};       // at most the run's end; not before `from`
  bool open_end = true;  // those submitted at `until` count too
  Duration length() const { return until - from; }
  bool has_submission(SimTime submit) const { return submit >= from && (open_end || submit < until); }
};

// Asked of one long run: batch means of its jobs' times; see metrics/steady_state.cpp.
struct SteadyState {
  std::size_t batches = 0;               // 0: not asked, else 2 or more
  std::optional<SimTime> warm_up_until;  // jobs submitted before are left out; none: MSER-5 says which
};

struct JobColumns {
  // Where no such instant exists: time_never. `end` of a rejected job is when it was rejected.
  IdVector<JobId, SimTime> start;
  IdVector<JobId, SimTime> end;
  IdVector<JobId, JobStatus> status;            // unfinished until told otherwise
  IdVector<JobId, RejectReason> reject_reason;  // of rejected jobs only
  IdVector<JobId, WaitReason> longest_wait;     // the reason that held longest (the first listed on a tie); none when it did not wait
  // Where its tasks ran, in the order of placement; empty unless RecorderOptions::placements.
  IdVector<JobId, std::uint64_t> placement_begin;
  IdVector<JobId, std::uint32_t> placement_count;
  std::vector<NodeTasks> placements;
  HeldDevices devices;  // of each of `placements`, where the cluster has devices
  // Of jobs with described work that started: the entry of RunResult::estimate_table for the slowest part of their place. Empty without such.
  IdVector<JobId, std::uint32_t> work_entry;

  bool started(JobId job) const { return start[job] != time_never; }
  bool ended(JobId job) const { return end[job] != time_never; }  // rejected included
  std::span<const NodeTasks> placement(JobId job) const {
    if (placement_count.empty()) return {};
    return {placements.data() + placement_begin[job], placement_count[job]};
  }
};

// Indexed by DeviceKind.
template <class T>
using PerKind = std::array<T, device_kinds.size()>;
// Indexed by WaitReason.
template <class T>
using PerReason = std::array<T, wait_reason_names.size()>;

// One row of timeline.csv: what held at `time`, after everything of that instant.
struct TimelineSample {
  SimTime time{};
  std::int64_t queued = 0;
  std::int64_t running = 0;
  std::int64_t queued_requests = 0;  // arrived, and neither started for the last time nor gone
  PerKind<std::int64_t> busy_milli{};
  std::optional<double> fragmentation;  // of GPUs; empty when not kept or nothing is free
};

// Fragmentation of one device kind; values are fractions of what is free, empty while nothing was.
struct FragmentationResult {
  DeviceKind kind = DeviceKind::gpu;
  std::optional<double> time_mean;  // over the time something is free
  std::optional<double> max;
  std::optional<double> at_end;
};

struct RunResult {
  JobColumns jobs;            // of the first `submitted` jobs of the workload: ids are in order of submission
  std::size_t submitted = 0;  // jobs that arrived before the run ended
  SimTime end{};
  MeasureWindow window;
  SteadyState steady_state;
  std::uint64_t signature = 0;  // over the order and content of all decisions

  // Waiting time of completed jobs of the window, by the reason that held, in ns.
  IdVector<TenantId, PerReason<Int128>> wait_by_reason;
  CountOverTime queued;
  CountOverTime running;

  // Inside the window, in milli-units x ns (a whole device or a core counts 1000). Busy is never more than allocated. A job is busy for as
  // long as it holds its devices, a replica while anything runs there.
  IdVector<NodeId, PerKind<Int128>> busy;
  IdVector<NodeId, PerKind<Int128>> allocated;

  std::vector<TimelineSample> timeline;             // empty unless sampled
  bool timeline_sampled = false;
  std::vector<FragmentationResult> fragmentation;   // kinds that some job asks for, when asked for

  OnlineResult online;  // requests and services

  const EstimateTable* estimate_table = nullptr;  // of described work, as given to the recorder; null without

  std::optional<std::string> limit_hit;  // filled in by whoever runs the engine: which limit ended the run
};

}  // namespace suanli
