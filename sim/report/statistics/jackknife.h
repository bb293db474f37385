// jackknife.h -- the ratio of two means over replications, with its interval.
#pragma once

#include <optional>

#include "sim/report/statistics/mean_interval.h"
#include "sim/report/statistics/paired_difference.h"

namespace suanli {

// mean(above)/mean(below), such as cost over tokens, by the jackknife (Quenouille 1956; Miller 1974, "The jackknife -- a review"): with R the ratio of
// all n replications and R_i that without the i-th, the mean and t interval of n R - (n - 1) R_i. It takes away most of the bias of R,
// which the mean of ratios keeps. A replication counts only where both have a value; with one the ratio has no interval.
// Empty without a pair, or when a ratio has 0 below. REQUIRES as many replications of one as of the other.
std::optional<MeanInterval> jackknife_ratio(ReplicationValues above, ReplicationValues below);

}  // namespace suanli
