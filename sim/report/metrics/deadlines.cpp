// deadlines.cpp -- deadlines met, and by how much the others were missed.
#include <algorithm>
#include <array>
#include <vector>

#include "sim/report/distribution.h"
#include "sim/report/metric.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{212, "deadline_met", "1", "share",
               "completed in time / jobs with a deadline; rejected, failed, killed and unfinished ones are missed", Better::higher},
    MetricSpec{213, "lateness_s", "s", "mean, max, p99", "max(0, end - deadline), of completed jobs with a deadline", Better::lower}};

std::optional<MetricValue> seconds(std::optional<std::int64_t> ns) {
  if (!ns) return std::nullopt;
  return MetricValue(Duration(*ns));
}

void compute(const MetricInput& input, RowSink& rows) {
  std::vector<std::int64_t> lateness;
  for (const JobGroup& group : input.groups.groups()) {
    lateness.clear();
    std::int64_t with_deadline = 0;
    std::int64_t met = 0;
    for (const JobId job : group.jobs) {
      const SimTime deadline = input.workload.deadline_of(job);
      if (deadline == time_never) continue;
      ++with_deadline;
      if (input.run.jobs.status[job] != JobStatus::completed) continue;
      const Duration late = std::max(Duration(0), input.run.jobs.end[job] - deadline);
      if (late == Duration(0)) ++met;
      lateness.push_back(late.count());
    }
    std::optional<MetricValue> share;
    if (with_deadline > 0) share = static_cast<double>(met) / static_cast<double>(with_deadline);
    const auto found = distribution(lateness, 1e9);
    rows.of(specs[0], group.device_kind, group.tenant).add("share", share);
    rows.of(specs[1], group.device_kind, group.tenant)
        .add("mean", found.mean)
        .add("max", seconds(found.max))
        .add("p99", seconds(found.p99));
  }
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily deadlines_entry{"deadlines", specs, compute};
}

}  // namespace suanli
