// batch_means.cpp -- means of equal stretches, and how alike neighbours are.
#include "sim/report/statistics/batch_means.h"

#include <vector>

#include "sim/base/check.h"

namespace suanli {
namespace {

// Sum of products of neighbouring deviations over the sum of their squares.
std::optional<double> lag1(std::span<const double> values, double mean) {
  double products = 0;
  double squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    squares += (values[i] - mean) * (values[i] - mean);
    if (i > 0) products += (values[i] - mean) * (values[i - 1] - mean);
  }
  if (squares == 0) return std::nullopt;
  return products / squares;
}

}  // namespace

std::optional<BatchMeans> batch_means(std::span<const double> values, std::size_t batches, std::size_t warm_up) {
  SUANLI_ASSERT(batches >= 2, "an interval takes two batches or more");
  if (warm_up > values.size() || values.size() - warm_up < batches) return std::nullopt;
  BatchMeans found;
  found.batch_size = (values.size() - warm_up) / batches;
  found.used = found.batch_size * batches;
  found.warm_up = values.size() - found.used;
  std::vector<double> means;
  for (std::size_t from = found.warm_up; from < values.size(); from += found.batch_size) {
    double sum = 0;
    for (const double value : values.subspan(from, found.batch_size)) sum += value;
    means.push_back(sum / static_cast<double>(found.batch_size));
  }
  found.of_means = *mean_interval(means);
  found.lag1_correlation = lag1(means, found.of_means.mean);
  return found;
}

}  // namespace suanli
