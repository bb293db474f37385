// value_spread.h -- how values spread over a scale of ratios: a histogram, the share at or below each value, quantiles.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace suanli::page {

struct ValueSpread {
  std::size_t count = 0;
  std::size_t at_floor = 0;          // values at or below the floor
  std::vector<double> edges;         // of bins over the floor, rising: 1, 1.6, 2.5, 4, 6.3 times a power of ten
  std::vector<std::size_t> in_bin;   // [edges - 1]; a bin holds its lower edge, not its upper one
  std::vector<double> value;         // rising; the last is the largest
  std::vector<std::size_t> up_to;    // [value] how many are at or below
  std::optional<double> p50, p95, p99, max, mean;  // nearest rank
};

// `floor` is the least value possible: 0 for a wait, 1 for a slowdown. Sorts its copy.
ValueSpread value_spread(std::vector<double> values, double floor);

// The ceil(q n)-th of sorted values, q in thousandths. REQUIRES values.
double nearest_rank(const std::vector<double>& sorted, std::size_t thousandths);

}  // namespace suanli::page
