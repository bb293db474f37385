// sequential_stopping.h -- when enough replications were run.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace suanli {

struct StoppingRule {
  std::size_t at_least = 10;  // fewer make an interval that stops by luck
  std::size_t at_most = 100;
  double relative_half_width = 0.05;  // of the 95 % interval, as a share of |mean|
};

// Whether the runs so far suffice: at_most of them were made, or at_least were and the 95 % interval of the mean is narrow
// enough (Law, Kelton 2000, 9.4.1: the true relative error is at most r/(1 - r) of this r). Where the width has no relation to the
// mean (mean 0, fewer than two values) there are not enough before at_most. Looking after each run makes the interval cover
// a little less often than 95 %; at_least = 10 keeps that small. REQUIRES finite values.
bool enough_replications(std::span<const double> so_far, const StoppingRule& rule);

// The same where a run may lack the figure: such runs count, and while there is one only at_most ends it.
bool enough_replications(std::span<const std::optional<double>> so_far, const StoppingRule& rule);

}  // namespace suanli
