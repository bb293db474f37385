// waits.cpp -- how long jobs waited, why, and how long the unluckiest one did.
#include <algorithm>
#include <array>

#include "sim/report/metric.h"
#include "sim/report/time_rows.h"

namespace suanli {
namespace {

constexpr std::array time_specs{
    MetricSpec{201, "wait_s", "s", time_stats, "first start - submit, of completed jobs", Better::lower},
    MetricSpec{202, "queued_s", "s", time_stats, "all time in the queue, after a requeue too, of completed jobs", Better::lower}};
constexpr std::array other_specs{
    MetricSpec{203, "wait_reason_s", "s", "capacity, fragmentation, quota, priority, gang, dependency, zone, reservation",
               "waiting time of completed jobs by the reason that held at the time; sums to the total of queued_s", Better::lower},
    MetricSpec{218, "starvation_s", "s", "max", "longest time in the queue of any job, unfinished ones up to the window's end", Better::lower}};
constexpr std::array specs{time_specs[0], time_specs[1], other_specs[0], other_specs[1]};

Duration wait(const MetricInput& input, JobId job) {
  return input.run.jobs.start[job] - input.workload.submit[job];
}

void add_reason_rows(const MetricInput& input, RowSink& rows) {
  PerReason<Int128> all{};
  for (const PerReason<Int128>& times : input.run.wait_by_reason) {
    for (std::size_t reason = 0; reason < all.size(); ++reason) all[reason] += times[reason];
  }
  for (const JobGroup& group : input.groups.groups()) {
    if (group.device_kind != "all") continue;
    const PerReason<Int128>& times = group.tenant_id ? input.run.wait_by_reason[*group.tenant_id] : all;
    rows.of(other_specs[0], "all", group.tenant);
    for (std::size_t reason = 1; reason < times.size(); ++reason) {
      rows.add(wait_reason_names[reason], static_cast<double>(times[reason]) / 1e9);
    }
  }
}

void add_starvation(const MetricInput& input, RowSink& rows) {
  const JobColumns& jobs = input.run.jobs;
  for (const JobGroup& group : input.groups.groups()) {
    std::optional<MetricValue> longest;
    Duration most{};
    for (const JobId job : group.jobs) {
      const SimTime submit = input.workload.submit[job];
      const SimTime left = jobs.started(job) ? jobs.start[job] : std::min(jobs.end[job], std::max(input.run.window.until, submit));
      most = std::max(most, left - submit);
      longest = MetricValue(most);
    }
    rows.of(other_specs[1], group.device_kind, group.tenant).add("max", longest);
  }
}

void compute(const MetricInput& input, RowSink& rows) {
  add_time_rows(input, time_specs, wait, rows);
  add_reason_rows(input, rows);
  add_starvation(input, rows);
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily waits_entry{"waits", specs, compute};
}

}  // namespace suanli
