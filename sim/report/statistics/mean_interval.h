// mean_interval.h -- a mean over replications and its 95 % interval.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace suanli {

struct MeanInterval {
  std::size_t n = 0;
  double mean = 0;
  std::optional<double> low;   // both or none: of one value there is no interval
  std::optional<double> high;
  bool operator==(const MeanInterval&) const = default;
};

// Mean +- t(0.975, n - 1) s / sqrt n, s^2 with n - 1; sums in the order given, squares about the mean. Empty for no values; no interval
// for one; for equal values it has no width. Right for independent values that are not far from normal: means of long runs, not the
// waits of one run. REQUIRES finite values.
std::optional<MeanInterval> mean_interval(std::span<const double> values);

// s / sqrt n: the standard error of the mean, 0 when all values are equal. Empty for fewer than two values.
std::optional<double> standard_error(std::span<const double> values);

}  // namespace suanli
