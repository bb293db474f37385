// time_rows.cpp -- a distribution per group; a group of all jobs reuses what was found for all.
#include "sim/report/time_rows.h"

#include <vector>

#include "sim/report/distribution.h"

namespace suanli {
namespace {

std::optional<MetricValue> seconds(std::optional<std::int64_t> ns) {
  if (!ns) return std::nullopt;
  return MetricValue(Duration(*ns));
}

}  // namespace

void add_time_rows(const MetricInput& input, std::span<const MetricSpec> specs, Duration (*time)(const MetricInput&, JobId),
                   RowSink& rows) {
  std::vector<std::int64_t> values;
  const auto over = [&](const JobGroup& group) {
    values.clear();
    for (const JobId job : group.completed) values.push_back(time(input, job).count());
    return distribution(values, 1e9);
  };
  const auto of_all = over(input.groups.all());
  for (const JobGroup& group : input.groups.groups()) {
    const auto found = group.is_all ? of_all : over(group);
    for (const MetricSpec& spec : specs) {
      rows.of(spec, group.device_kind, group.tenant)
          .add("mean", found.mean)
          .add("sd", found.sd)
          .add("p50", seconds(found.p50))
          .add("p95", seconds(found.p95))
          .add("p99", seconds(found.p99))
          .add("p99_9", seconds(found.p99_9))
          .add("max", seconds(found.max))
          .add("total", found.total);
    }
  }
}

void add_request_stats(const Distribution<std::int64_t>& found, RowSink& rows) {
  rows.add("mean", found.mean)
      .add("sd", found.sd)
      .add("p50", seconds(found.p50))
      .add("p95", seconds(found.p95))
      .add("p99", seconds(found.p99))
      .add("p99_9", seconds(found.p99_9))
      .add("max", seconds(found.max));
}

void add_request_time_rows(const MetricInput& input, const MetricSpec& spec, std::optional<Duration> (*time)(const MetricInput&, RequestId),
                           RowSink& rows) {
  std::vector<std::int64_t> values;
  std::optional<Distribution<std::int64_t>> of_all;
  for (const RequestGroup& group : input.requests.groups()) {
    Distribution<std::int64_t> found;
    if (group.is_all && of_all) {
      found = *of_all;
    } else {
      values.clear();
      for (const RequestId request : group.completed) {
        if (const auto value = time(input, request)) values.push_back(value->count());
      }
      found = distribution(values, 1e9);
    }
    if (!of_all) of_all = found;
    add_request_stats(found, rows.of(spec, "all", group.tenant));
  }
}

}  // namespace suanli
