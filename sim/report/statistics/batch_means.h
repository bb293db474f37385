// batch_means.h -- the mean of one long run in steady state, with an interval that minds that neighbours are alike.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "sim/report/statistics/mean_interval.h"

namespace suanli {

inline constexpr std::size_t advised_batches = 30;
inline constexpr double most_lag1_correlation = 0.2;  // above it the batches are too short for the interval to be trusted

struct BatchMeans {
  MeanInterval of_means;      // n = batches; t with batches - 1 degrees
  std::size_t batch_size = 0;
  std::size_t warm_up = 0;    // observations left out at the front: as asked, and the rest that fills no batch
  std::size_t used = 0;       // batches x batch_size
  std::optional<double> lag1_correlation;  // of neighbouring batch means; empty when they are all equal
};

// Cuts the values after the warm-up into `batches` of equal length; what is left over (fewer than `batches`) is left out at
// the front, where the start is felt most. The mean is that of all values used. Empty when there are fewer values than batches.
// Waits in a queue are correlated, so that sd / sqrt n of them is far too small; means of long batches nearly are not
// (Schmeiser 1982: 10 to 30 batches, more gain nothing). REQUIRES batches >= 2, finite values.
std::optional<BatchMeans> batch_means(std::span<const double> values, std::size_t batches, std::size_t warm_up);

}  // namespace suanli
