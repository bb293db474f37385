// fairness.cpp -- whether tenants got equal parts of what they asked for.
#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "sim/report/jain.h"
#include "sim/report/metric.h"
#include "sim/report/typical_tasks.h"

namespace suanli {
namespace {

constexpr std::array specs{MetricSpec{501, "jain", "1", "mean",
                                      "Jain's index over tenants of device time got / asked for, both up to the window's end", Better::higher}};

struct Times {
  Int128 got = 0;
  Int128 asked = 0;
};

// The recorded duration; of described work the time on the place where it takes least.
Duration asked(const MetricInput& input, JobId job) {
  const EstimateTable* table = input.run.estimate_table;
  if (table == nullptr || input.workload.work_of(job) == WorkId{}) return input.workload.duration[job];
  constexpr std::uint32_t all = std::numeric_limits<std::uint32_t>::max();
  const ShapeId shape = input.workload.shape[job];
  Duration least = Duration::max();
  for (const ClassId id : IdRange<ClassId>(input.cluster.classes().size())) {
    if (table->possible(shape, id)) least = std::min(least, table->run_time(table->entry(shape, id, all), input.workload.steps[job]));
  }
  return least == Duration::max() ? Duration(0) : least;
}

// Time a job ran, and would have run on a cluster with room for everything, up to the window's end. A job that is over asked for what it
// ran; one that is not, for its recorded duration (or its limit, if less), and at least for what it got.
Times times(const MetricInput& input, JobId job) {
  const JobColumns& jobs = input.run.jobs;
  const SimTime until = input.run.window.until;
  const SimTime submit = input.workload.submit[job];
  const bool has_run = jobs.started(job);
  const Duration got = has_run ? std::max(Duration(0), std::min(jobs.end[job], until) - jobs.start[job]) : Duration(0);
  const Duration whole = has_run && jobs.ended(job)
                             ? jobs.end[job] - jobs.start[job]
                             : std::max(got, std::min(asked(input, job), input.workload.time_limit[job]));
  return {got.count(), std::min(whole, std::max(Duration(0), until - submit)).count()};
}

std::optional<double> jain(const MetricInput& input, DeviceKind kind) {
  std::vector<double> shares;
  IdVector<TenantId, Times> tenants(input.workload.tenants.size());
  for (const JobId job : input.groups.all().jobs) {
    const std::int64_t demand = demand_of(input.workload.shapes[input.workload.shape[job]], kind) * input.workload.tasks[job];
    if (demand == 0) continue;
    const Times of_job = times(input, job);
    Times& tenant = tenants[input.workload.tenant[job]];
    tenant.got += of_job.got * demand;
    tenant.asked += of_job.asked * demand;
  }
  for (const Times& tenant : tenants) {
    if (tenant.asked > 0) shares.push_back(static_cast<double>(tenant.got) / static_cast<double>(tenant.asked));
  }
  return jain_index(shares);
}

void compute(const MetricInput& input, RowSink& rows) {
  for (const DeviceKind kind : device_kinds) rows.of(specs[0], std::string(name_of(kind))).add("mean", jain(input, kind));
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily fairness_entry{"fairness", specs, compute};
}

}  // namespace suanli
