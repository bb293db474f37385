// distribution.cpp -- one pass for the sums, partial sorting for the quantiles.
#include "sim/report/distribution.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "sim/base/int128.h"

namespace suanli {
namespace {

template <class T>
Distribution<T> summarise(std::vector<T>& values, double unit) {
  Distribution<T> found;
  found.count = values.size();
  if (values.empty()) return found;
  std::conditional_t<std::is_integral_v<T>, Int128, double> sum = 0;
  for (const T value : values) sum += value;
  const auto count = static_cast<double>(values.size());
  const double mean = static_cast<double>(sum) / count;
  double squares = 0;
  for (const T value : values) {
    const double deviation = static_cast<double>(value) - mean;
    squares += deviation * deviation;
  }
  found.total = static_cast<double>(sum) / unit;
  found.mean = static_cast<double>(sum) / (count * unit);
  found.sd = std::sqrt(squares / count) / unit;

  auto sorted_until = values.begin();  // what lies before is not larger than what lies behind
  const auto quantile = [&](unsigned per_mille) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(nearest_rank(values.size(), per_mille) - 1);
    std::nth_element(sorted_until, at, values.end());
    sorted_until = at;
    return *at;
  };
  found.p50 = quantile(500);
  found.p95 = quantile(950);
  found.p99 = quantile(990);
  if (values.size() >= p99_9_needs) found.p99_9 = quantile(999);
  found.max = *std::max_element(sorted_until, values.end());
  return found;
}

}  // namespace

Distribution<std::int64_t> distribution(std::vector<std::int64_t>& values, double unit) {
  return summarise(values, unit);
}

Distribution<double> distribution(std::vector<double>& values, double unit) {
  return summarise(values, unit);
}

}  // namespace suanli
