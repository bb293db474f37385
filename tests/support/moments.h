// moments.h -- how many standard errors a sample's mean, variance or share is away from what theory says.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace suanli::test {

inline double mean_of(const std::vector<double>& sample) {
  double sum = 0;
  for (const double x : sample) sum += x;
  return sum / static_cast<double>(sample.size());
}

// REQUIRES the true variance to be known and finite.
inline double z_of_mean(const std::vector<double>& sample, double mean, double variance) {
  return (mean_of(sample) - mean) / std::sqrt(variance / static_cast<double>(sample.size()));
}

// The standard error of the variance is estimated from the sample's fourth moment. REQUIRES a finite fourth moment.
inline double z_of_variance(const std::vector<double>& sample, double mean, double variance) {
  const auto count = static_cast<double>(sample.size());
  double second = 0;
  double fourth = 0;
  for (const double x : sample) {
    const double d = (x - mean) * (x - mean);
    second += d;
    fourth += d * d;
  }
  second /= count;
  fourth /= count;
  return (second - variance) / std::sqrt((fourth - second * second) / count);
}

// The share of the sample at or below `x` against the probability of that.
inline double z_of_share(const std::vector<double>& sample, double x, double probability) {
  std::size_t below = 0;
  for (const double value : sample) below += value <= x ? 1 : 0;
  const auto count = static_cast<double>(sample.size());
  return (static_cast<double>(below) - count * probability) / std::sqrt(count * probability * (1 - probability));
}

}  // namespace suanli::test
