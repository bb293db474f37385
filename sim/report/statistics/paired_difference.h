// paired_difference.h -- how two alternatives differ, from replications that share their random numbers.
#pragma once

#include <optional>
#include <span>

#include "sim/report/statistics/mean_interval.h"

namespace suanli {

// A figure by replication; empty where the run is missing or the figure does not exist.
using ReplicationValues = std::span<const std::optional<double>>;

struct PairedDifference {
  MeanInterval difference;  // of value - baseline; its n says how many pairs there were
  std::optional<double> p;  // two-sided, that the mean difference is 0; empty for one pair
  bool operator==(const PairedDifference&) const = default;
};

// Student's paired test: the interval comes from the differences, not from the two intervals, so that what both runs of a replication
// share cancels. A replication counts only where both have a value. p is 1 when every difference is 0, and 0 when all are the
// same other number. Empty without a pair. REQUIRES as many replications of one as of the other.
std::optional<PairedDifference> paired_difference(ReplicationValues values, ReplicationValues baseline);

}  // namespace suanli
