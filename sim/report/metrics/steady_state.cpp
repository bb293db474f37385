// steady_state.cpp -- means of one long run in steady state, with intervals by batch means; no rows unless asked for.
#include <algorithm>
#include <array>
#include <vector>

#include "sim/report/metric.h"
#include "sim/report/slowdown.h"
#include "sim/report/statistics/batch_means.h"
#include "sim/report/statistics/mser5.h"

namespace suanli {
namespace {

constexpr std::string_view stats = "mean, ci95_low, ci95_high, batches, warmup_jobs, lag1_correlation";
constexpr std::array specs{
    MetricSpec{801, "steady_wait_s", "s", stats, "wait_s by batch means, when measure.batches asks for them; the last three stats in 1"},
    MetricSpec{802, "steady_turnaround_s", "s", stats, "turnaround_s by batch means, likewise"},
    MetricSpec{803, "steady_bounded_slowdown", "1", stats, "bounded_slowdown by batch means, likewise"}};

Duration wait(const MetricInput& input, JobId job) {
  return input.run.jobs.start[job] - input.workload.submit[job];
}
Duration turnaround(const MetricInput& input, JobId job) {
  return input.run.jobs.end[job] - input.workload.submit[job];
}

double wait_s(const MetricInput& input, JobId job) {
  return to_seconds(wait(input, job));
}
double turnaround_s(const MetricInput& input, JobId job) {
  return to_seconds(turnaround(input, job));
}
double slowdown(const MetricInput& input, JobId job) {
  return bounded_slowdown(wait(input, job), turnaround(input, job) - wait(input, job));
}

// Nothing when MSER-5 finds no end of the start: then the run is too short to speak of a steady state.
std::optional<std::size_t> warm_up(const MetricInput& input, const std::vector<JobId>& jobs, const std::vector<double>& values) {
  if (const auto until = input.run.steady_state.warm_up_until) {
    const auto first = std::partition_point(jobs.begin(), jobs.end(), [&](JobId job) { return input.workload.submit[job] < *until; });
    return static_cast<std::size_t>(first - jobs.begin());
  }
  const WarmUp found = mser5_warm_up(values);
  if (!found.settled) return std::nullopt;
  return found.observations;
}

void compute(const MetricInput& input, RowSink& rows) {
  const std::size_t batches = input.run.steady_state.batches;
  if (batches == 0) return;
  double (*const measures[])(const MetricInput&, JobId) = {wait_s, turnaround_s, slowdown};
  std::vector<double> values;
  for (const JobGroup& group : input.groups.groups()) {
    for (std::size_t i = 0; i < specs.size(); ++i) {
      values.clear();
      for (const JobId job : group.completed) values.push_back(measures[i](input, job));
      const auto left_out = warm_up(input, group.completed, values);
      const auto found = left_out ? batch_means(values, batches, *left_out) : std::nullopt;
      const MeanInterval mean = found ? found->of_means : MeanInterval{};
      rows.of(specs[i], group.device_kind, group.tenant)
          .add("mean", found ? std::optional<MetricValue>(mean.mean) : std::nullopt)
          .add("ci95_low", mean.low)
          .add("ci95_high", mean.high)
          .add("batches", static_cast<std::int64_t>(batches), "1")
          .add("warmup_jobs", found ? std::optional<MetricValue>(static_cast<std::int64_t>(found->warm_up)) : std::nullopt, "1")
          .add("lag1_correlation", found ? std::optional<MetricValue>(found->lag1_correlation) : std::nullopt, "1");
    }
  }
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily steady_state_entry{"steady_state", specs, compute};
}

}  // namespace suanli
