// work.cpp -- steps of jobs that describe their work: how long they take, what exchanges show, and how well devices are used.
#include <array>
#include <vector>

#include "sim/report/distribution.h"
#include "sim/report/metric.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{214, "step_s", "s", "mean, p50, max", "time of a step on the place a job got, of completed jobs with described training", Better::lower},
    MetricSpec{215, "exposed_share", "1", "share", "time in exchanges that no work hides / time running, of completed jobs with described work", Better::lower},
    MetricSpec{216, "model_flop_utilisation", "1", "share",
               "operations that the models ask for / what the devices could do in the time held, of completed jobs with described work", Better::higher}};

struct Sums {
  std::vector<std::int64_t> steps_ns;
  double exposed_s = 0;
  double run_s = 0;
  double flops = 0;
  double offered = 0;
};

void add(Sums& sums, const MetricInput& input, JobId job) {
  const StepEstimate& estimate = input.run.estimate_table->estimate(input.run.jobs.work_entry[job]);
  const auto steps = static_cast<double>(input.workload.steps[job]);
  if (input.workload.works[input.workload.work_of(job)].form == WorkForm::training) {
    sums.steps_ns.push_back(to_duration(estimate.step_s).value_or(Duration::max()).count());
  }
  sums.exposed_s += steps * estimate.exposed_s();
  sums.run_s += steps * estimate.step_s;
  if (!(estimate.peak_flops > 0) || estimate.model_flops == 0) return;
  sums.flops += steps * estimate.model_flops;
  sums.offered += steps * estimate.step_s * estimate.peak_flops;
}

std::optional<MetricValue> ratio(double part, double whole) {
  if (!(whole > 0)) return std::nullopt;
  return MetricValue(part / whole);
}

std::optional<MetricValue> seconds(std::optional<std::int64_t> ns) {
  if (!ns) return std::nullopt;
  return MetricValue(Duration(*ns));
}

// No rows at all where no job describes its work.
void compute(const MetricInput& input, RowSink& rows) {
  if (input.run.estimate_table == nullptr) return;
  for (const JobGroup& group : input.groups.groups()) {
    Sums sums;
    for (const JobId job : group.jobs) {
      if (input.run.jobs.status[job] == JobStatus::completed && input.workload.work_of(job) != WorkId{}) add(sums, input, job);
    }
    const auto found = distribution(sums.steps_ns, 1e9);
    rows.of(specs[0], group.device_kind, group.tenant).add("mean", found.mean).add("p50", seconds(found.p50)).add("max", seconds(found.max));
    rows.of(specs[1], group.device_kind, group.tenant).add("share", ratio(sums.exposed_s, sums.run_s));
    rows.of(specs[2], group.device_kind, group.tenant).add("share", ratio(sums.flops, sums.offered));
  }
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily work_entry{"work", specs, compute};
}

}  // namespace suanli
