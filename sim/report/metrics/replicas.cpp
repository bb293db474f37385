// replicas.cpp -- how many replicas services had over time, and how long they booted.
#include <array>

#include "sim/report/metric.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{314, "replicas", "1", "time_mean, max, ready_mean, ready_max, unplaced",
               "replicas that hold their devices, those that take requests, and how often one that was wanted found no place"},
    MetricSpec{315, "boot_s", "s", "total", "time of replicas between getting their devices and being ready", Better::lower}};

std::optional<MetricValue> mean(const MetricInput& input, const CountOverTime& count) {
  const Duration window = input.run.window.length();
  if (window == Duration(0)) return std::nullopt;
  return MetricValue(static_cast<double>(count.integral) / static_cast<double>(window.count()));
}

void add(const MetricInput& input, const std::string& tenant, const CountOverTime& placed, const CountOverTime& ready, std::uint64_t unplaced,
         Int128 boot_ns, RowSink& rows) {
  rows.of(specs[0], "all", tenant)
      .add("time_mean", mean(input, placed))
      .add("max", MetricValue(placed.max))
      .add("ready_mean", mean(input, ready))
      .add("ready_max", MetricValue(ready.max))
      .add("unplaced", MetricValue(static_cast<std::int64_t>(unplaced)));
  rows.of(specs[1], "all", tenant).add("total", static_cast<double>(boot_ns) / 1e9);
}

void compute(const MetricInput& input, RowSink& rows) {
  const OnlineResult& online = input.run.online;
  if (!online.kept()) return;
  std::uint64_t unplaced = 0;
  Int128 boot_ns = 0;
  for (const ServiceResult& service : online.services) {
    unplaced += service.unplaced;
    boot_ns += service.boot_ns;
  }
  add(input, "all", online.placed, online.ready, unplaced, boot_ns, rows);
  for (const ServiceResult& service : online.services) {
    add(input, "service:" + service.spec->name, service.placed, service.ready, service.unplaced, service.boot_ns, rows);
  }
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily replicas_entry{"replicas", specs, compute};
}

}  // namespace suanli
