// slo_attainment.cpp -- the share of requests that met what their service promises, and how many of them there were a second.
#include <array>
#include <map>
#include <string>
#include <vector>

#include "sim/report/metric.h"
#include "sim/report/slo_count.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{307, "slo_attainment", "1", "share, met, missed, undecided",
               "requests within every limit of their service / all that arrived, rejected, failed and unfinished ones included; unfinished ones "
               "that may still be are left out and counted as undecided", Better::higher},
    MetricSpec{308, "goodput_requests_per_s", "1/s", "mean", "requests that arrived in the window and met every limit of their service / window",
               Better::higher}};

MetricValue count(std::size_t value) {
  return MetricValue(static_cast<std::int64_t>(value));
}

void add(const MetricInput& input, const std::string& tenant, const SloCount& found, RowSink& rows) {
  std::optional<MetricValue> share;
  std::optional<MetricValue> goodput;
  if (found.met + found.missed > 0) share = static_cast<double>(found.met) / static_cast<double>(found.met + found.missed);
  const Duration window = input.run.window.length();
  if (window > Duration(0)) goodput = static_cast<double>(found.met) * 1e9 / static_cast<double>(window.count());
  rows.of(specs[0], "all", tenant)
      .add("share", share)
      .add("met", count(found.met))
      .add("missed", count(found.missed))
      .add("undecided", count(found.undecided));
  rows.of(specs[1], "all", tenant).add("mean", goodput);
}

// Only where there are several.
void add_priorities(const MetricInput& input, RowSink& rows) {
  std::map<std::int32_t, std::vector<RequestId>> priorities;
  for (const RequestId request : input.requests.groups().front().requests) {
    priorities[input.workload.requests.priority_of(request)].push_back(request);
  }
  if (priorities.size() < 2) return;
  for (const auto& [priority, requests] : priorities) {
    add(input, "priority:" + std::to_string(priority), count_slo(input.run, input.workload, requests), rows);
  }
}

void compute(const MetricInput& input, RowSink& rows) {
  if (!input.run.online.kept()) return;
  for (const RequestGroup& group : input.requests.groups()) {
    add(input, group.tenant, count_slo(input.run, input.workload, group.requests), rows);
  }
  if (!input.workload.requests.priority.empty()) add_priorities(input, rows);
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily slo_attainment_entry{"slo_attainment", specs, compute};
}

}  // namespace suanli
