// load_balance.cpp -- how unevenly nodes were used.
#include <array>
#include <cmath>
#include <vector>

#include "sim/report/device_sets.h"
#include "sim/report/metric.h"

namespace suanli {
namespace {

constexpr std::array specs{MetricSpec{407, "load_balance", "1", "time_mean",
                                      "population standard deviation over mean of the nodes' busy shares; 0 is even", Better::lower}};

std::optional<MetricValue> variation(const MetricInput& input, const DeviceSet& set) {
  const auto window = static_cast<double>(input.run.window.length().count());
  if (set.nodes.empty() || window == 0) return std::nullopt;
  std::vector<double> shares;
  double sum = 0;
  for (const NodeId node : set.nodes) {
    const auto units = static_cast<double>(milli_units(input.cluster.capacity(node), set.kind));
    shares.push_back(static_cast<double>(input.run.busy[node][static_cast<std::size_t>(set.kind)]) / (units * window));
    sum += shares.back();
  }
  if (sum == 0) return std::nullopt;
  const auto count = static_cast<double>(shares.size());
  double squares = 0;
  for (const double share : shares) squares += (share - sum / count) * (share - sum / count);
  return MetricValue(std::sqrt(squares / count) / (sum / count));
}

void compute(const MetricInput& input, RowSink& rows) {
  for (const DeviceSet& set : device_sets(input.cluster, DeviceSets::kinds_models_and_pools)) {
    rows.of(specs[0], set.label).add("time_mean", variation(input, set));
  }
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily load_balance_entry{"load_balance", specs, compute};
}

}  // namespace suanli
