// mser5.h -- how much of the start of a long run to leave out.
#pragma once

#include <cstddef>
#include <span>

namespace suanli {

struct WarmUp {
  std::size_t observations = 0;  // to leave out, a multiple of 5
  // Whether the rule found an end of the start; if not, the run is too short to say and `observations` is what the rule allows at most.
  bool settled = true;
};

// MSER-5 (White 1997, "An effective truncation heuristic for bias reduction in simulation output"; in fives: White, Cobb, Spratt
// 2000): of the k means of five observations the first d are left out, d <= k/2, that make sum (Z_j - mean)^2 / (k - d)^2 over the
// rest smallest, the first such d. It balances bias against what is lost, and needs no guess. Not settled when d is the last allowed,
// or for fewer than 10 observations (then 0). The observations after the last full five count as kept. REQUIRES finite values.
WarmUp mser5_warm_up(std::span<const double> values);

}  // namespace suanli
