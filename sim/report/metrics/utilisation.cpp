// utilisation.cpp -- the part of the devices' time that was busy or allocated.
#include <array>

#include "sim/report/device_sets.h"
#include "sim/report/metric.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{401, "utilisation", "1", "time_mean", "busy / (total - down) device time", Better::higher},
    MetricSpec{402, "utilisation_installed", "1", "time_mean", "busy / total device time", Better::higher},
    MetricSpec{403, "allocation", "1", "time_mean", "allocated / (total - down) device time", Better::higher}};

std::optional<MetricValue> ratio(Int128 part, Int128 whole) {
  if (whole == 0) return std::nullopt;
  return MetricValue(static_cast<double>(part) / static_cast<double>(whole));
}

void compute(const MetricInput& input, RowSink& rows) {
  for (const DeviceSet& set : device_sets(input.cluster, DeviceSets::kinds_models_and_pools)) {
    const DeviceTime time = device_time(input.run, set);
    rows.of(specs[0], set.label).add("time_mean", ratio(time.busy, time.total));
    rows.of(specs[1], set.label).add("time_mean", ratio(time.busy, time.total));
    rows.of(specs[2], set.label).add("time_mean", ratio(time.allocated, time.total));
  }
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily utilisation_entry{"utilisation", specs, compute};
}

}  // namespace suanli
