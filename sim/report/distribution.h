// distribution.h -- mean, deviation, quantiles and maximum of many values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace suanli {

// The quantile per_mille/1000 of `count` sorted values is the rank-th: ceil(q n), at least the first. No interpolation.
constexpr std::size_t nearest_rank(std::size_t count, unsigned per_mille) {
  const std::size_t rank = (count * per_mille + 999) / 1000;
  return rank == 0 ? 1 : rank;
}

constexpr std::size_t p99_9_needs = 10'000;  // samples

// Of durations in ns or of plain numbers. All but count are empty for no values. Total, mean and deviation are in `unit`s of the values.
template <class T>
struct Distribution {
  std::size_t count = 0;
  std::optional<double> total;
  std::optional<double> mean;
  std::optional<double> sd;  // of the population: divided by n, not n - 1, for the jobs are all there are
  std::optional<T> p50, p95, p99;
  std::optional<T> p99_9;    // from p99_9_needs samples on
  std::optional<T> max;
};

// Integers are summed exactly and divided once; doubles and squares of deviations in the order given. Reorders `values`.
Distribution<std::int64_t> distribution(std::vector<std::int64_t>& values, double unit);
Distribution<double> distribution(std::vector<double>& values, double unit = 1);

}  // namespace suanli
