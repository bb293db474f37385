// makespan.cpp -- when all was done, how soon it could have been at best, and jobs per hour.
#include <algorithm>
#include <array>
#include <vector>

#include "sim/cost/run_times.h"
#include "sim/engine/shape_table.h"
#include "sim/report/metric.h"
#include "sim/report/typical_tasks.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{209, "makespan_s", "s", "total", "last end - first submission, of jobs that ran to an end", Better::lower},
    MetricSpec{210, "makespan_bound_s", "s", "total",
               "no schedule of these jobs is shorter: the longest chain of dependencies, or all device time over the capacity"},
    MetricSpec{211, "throughput_jobs_per_h", "1/h", "mean", "completed jobs / window", Better::higher}};

// Jobs of the window that ran to an end, whatever it was; rising.
std::vector<JobId> ended_jobs(const MetricInput& input) {
  std::vector<JobId> jobs;
  for (const JobId job : input.groups.all().jobs) {
    if (input.run.jobs.started(job) && input.run.jobs.ended(job)) jobs.push_back(job);
  }
  return jobs;
}

// By JobId; 0 for jobs that did not run to an end. A killed job counts with the time until then.
IdVector<JobId, Duration> best_run_times(const MetricInput& input, const std::vector<JobId>& jobs) {
  const ShapeTable shapes(input.workload, input.cluster);
  const RunTimes run_times(input.workload, input.cluster);
  IdVector<JobId, Duration> best(input.run.submitted);
  for (const JobId job : jobs) {
    const Duration ran = input.run.jobs.end[job] - input.run.jobs.start[job];
    best[job] = std::min(ran, run_times.fastest(job, shapes[input.workload.shape[job]].classes));
  }
  return best;
}

// Ends when every job starts as soon as what it depends on is over; the latest of them.
SimTime longest_chain(const MetricInput& input, const std::vector<JobId>& jobs, const IdVector<JobId, Duration>& best) {
  const Workload& workload = input.workload;
  IdVector<JobId, SimTime> end(best.size(), time_never);
  SimTime latest = time_zero;
  std::vector<JobId> pending;  // a job stays on the stack until what it depends on is known
  for (const JobId root : jobs) {
    if (end[root] == time_never) pending.push_back(root);
    while (!pending.empty()) {
      const JobId job = pending.back();
      SimTime start = workload.submit[job];
      bool known = true;
      for (const JobId before : workload.depends_on(job)) {
        if (!end.contains(before)) continue;
        if (end[before] == time_never) {
          pending.push_back(before);
          known = false;
        } else {
          start = std::max(start, end[before]);
        }
      }
      if (!known) continue;
      pending.pop_back();
      end[job] = start + best[job];
      latest = std::max(latest, end[job]);
    }
  }
  return latest;
}

Duration busiest_kind(const MetricInput& input, const std::vector<JobId>& jobs, const IdVector<JobId, Duration>& best) {
  PerKind<Int128> work{};
  for (const JobId job : jobs) {
    const TaskShape& shape = input.workload.shapes[input.workload.shape[job]];
    const Int128 task_time = Int128{best[job].count()} * input.workload.tasks[job];
    for (const DeviceKind kind : device_kinds) work[static_cast<std::size_t>(kind)] += task_time * demand_of(shape, kind);
  }
  Duration bound{};
  for (const DeviceKind kind : device_kinds) {
    const std::int64_t capacity = input.cluster.total(kind) * (kind == DeviceKind::cpu ? 1 : milli);
    if (capacity == 0) continue;
    bound = std::max(bound, Duration(static_cast<std::int64_t>((work[static_cast<std::size_t>(kind)] + capacity - 1) / capacity)));
  }
  return bound;
}

void compute(const MetricInput& input, RowSink& rows) {
  std::optional<MetricValue> makespan;
  std::optional<MetricValue> bound;
  std::optional<MetricValue> throughput;
  const std::vector<JobId> jobs = ended_jobs(input);
  if (!jobs.empty()) {
    const SimTime first = input.workload.submit[jobs.front()];
    SimTime last{};
    for (const JobId job : jobs) last = std::max(last, input.run.jobs.end[job]);
    const auto best = best_run_times(input, jobs);
    makespan = last - first;
    bound = std::max(longest_chain(input, jobs, best) - first, busiest_kind(input, jobs, best));
  }
  const Duration window = input.run.window.length();
  if (window > Duration(0)) {
    throughput = static_cast<double>(input.groups.all().completed.size()) * 3600e9 / static_cast<double>(window.count());
  }
  rows.of(specs[0]).add("total", makespan);
  rows.of(specs[1]).add("total", bound);
  rows.of(specs[2]).add("mean", throughput);
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily makespan_entry{"makespan", specs, compute};
}

}  // namespace suanli
