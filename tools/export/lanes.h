// lanes.h -- spreads intervals over as few lanes as they need, none overlapping another of its lane.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/base/time.h"

namespace suanli::exports {

// Intervals come in the order of their starts; each gets the lowest lane that is free again. Intervals are half open: one may start when
// another of its lane ends.
class Lanes {
 public:
  std::size_t take(Duration start, Duration end) { return take_below(static_cast<std::size_t>(-1), start, end); }
  // The same with `most` lanes; `most` when all of them are taken.
  std::size_t take_below(std::size_t most, Duration start, Duration end) {
    std::size_t lane = 0;
    while (lane < free_from_.size() && free_from_[lane] > start) ++lane;
    if (lane >= most) return most;
    if (lane == free_from_.size()) free_from_.emplace_back();
    free_from_[lane] = end;
    return lane;
  }
  std::size_t count() const { return free_from_.size(); }

 private:
  std::vector<Duration> free_from_;
};

}  // namespace suanli::exports
