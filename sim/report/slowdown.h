// slowdown.h -- how much longer a job took than it ran.
#pragma once

#include <algorithm>

#include "sim/base/time.h"

namespace suanli {

inline constexpr Duration slowdown_bound = std::chrono::seconds(10);

// max(1, (wait + run)/max(run, bound)) (Feitelson 2001).
inline double bounded_slowdown(Duration wait, Duration run) {
  const auto turnaround = static_cast<double>((wait + run).count());
  return std::max(1.0, turnaround / static_cast<double>(std::max(run, slowdown_bound).count()));
}

}  // namespace suanli
