// mean_interval.cpp -- two passes over the values.
#include "sim/report/statistics/mean_interval.h"

#include <algorithm>
#include <cmath>

#include "sim/report/statistics/student_t.h"

namespace suanli {
namespace {

bool all_equal(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); });
}

// Of equal values it is that value: a sum divided by n may miss it by a rounding. REQUIRES a value.
double mean_of(std::span<const double> values) {
  if (all_equal(values)) return values.front();
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

std::optional<double> standard_error(std::span<const double> values) {
  if (values.size() < 2) return std::nullopt;
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const auto n = static_cast<double>(values.size());
  return std::sqrt(squares / (n - 1) / n);
}

std::optional<MeanInterval> mean_interval(std::span<const double> values) {
  if (values.empty()) return std::nullopt;
  MeanInterval found{values.size(), mean_of(values), {}, {}};
  if (const auto error = standard_error(values)) {
    const double half = t_quantile_975(values.size() - 1) * *error;
    found.low = found.mean - half;
    found.high = found.mean + half;
  }
  return found;
}

}  // namespace suanli
