// slowdowns.cpp -- turnaround over run time, with and without a bound for short jobs.
#include <algorithm>
#include <array>
#include <vector>

#include "sim/report/distribution.h"
#include "sim/report/metric.h"
#include "sim/report/slowdown.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{207, "bounded_slowdown", "1", "mean, p50, p95, p99, p99_9, max",
               "max(1, turnaround / max(run, 10 s)), of completed jobs (Feitelson 2001)", Better::lower},
    MetricSpec{208, "slowdown", "1", "mean, max", "turnaround / run, of completed jobs that ran longer than 0 s", Better::lower}};

struct Slowdowns {
  Distribution<double> bounded;
  std::optional<double> mean;
  std::optional<double> max;
};

Slowdowns measure(const MetricInput& input, const JobGroup& group, std::vector<double>& values) {
  values.clear();
  Slowdowns found;
  double sum = 0;
  std::size_t count = 0;
  for (const JobId job : group.completed) {
    const Duration wait = input.run.jobs.start[job] - input.workload.submit[job];
    const Duration run = input.run.jobs.end[job] - input.run.jobs.start[job];
    values.push_back(bounded_slowdown(wait, run));
    if (run == Duration(0)) continue;
    const double slowdown = static_cast<double>((wait + run).count()) / static_cast<double>(run.count());
    sum += slowdown;
    ++count;
    found.max = std::max(found.max.value_or(0), slowdown);
  }
  if (count > 0) found.mean = sum / static_cast<double>(count);
  found.bounded = distribution(values);
  return found;
}

void compute(const MetricInput& input, RowSink& rows) {
  std::vector<double> values;
  const Slowdowns of_all = measure(input, input.groups.all(), values);
  for (const JobGroup& group : input.groups.groups()) {
    const Slowdowns found = group.is_all ? of_all : measure(input, group, values);
    rows.of(specs[0], group.device_kind, group.tenant)
        .add("mean", found.bounded.mean)
        .add("p50", found.bounded.p50)
        .add("p95", found.bounded.p95)
        .add("p99", found.bounded.p99)
        .add("p99_9", found.bounded.p99_9)
        .add("max", found.bounded.max);
    rows.of(specs[1], group.device_kind, group.tenant).add("mean", found.mean).add("max", found.max);
  }
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily slowdowns_entry{"slowdowns", specs, compute};
}

}  // namespace suanli
