// sequential_stopping.cpp -- the width of the interval against the mean.
#include "sim/report/statistics/sequential_stopping.h"

#include <cmath>
#include <vector>

#include "sim/report/statistics/mean_interval.h"

namespace suanli {

bool enough_replications(std::span<const double> so_far, const StoppingRule& rule) {
  if (so_far.size() >= rule.at_most) return true;
  if (so_far.size() < rule.at_least) return false;
  const auto interval = mean_interval(so_far);
  if (!interval || !interval->low || interval->mean == 0) return false;
  return *interval->high - interval->mean <= rule.relative_half_width * std::abs(interval->mean);
}

bool enough_replications(std::span<const std::optional<double>> so_far, const StoppingRule& rule) {
  if (so_far.size() >= rule.at_most) return true;
  std::vector<double> values;
  for (const auto& value : so_far) {
    if (!value) return false;
    values.push_back(*value);
  }
  return enough_replications(values, rule);
}

}  // namespace suanli
