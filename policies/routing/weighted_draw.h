// weighted_draw.h -- one of several, each as often as its weight says.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/base/random.h"

namespace suanli {

// Whole weights of at least 1; a draw costs O(log n) and is without bias.
class WeightedDraw {
 public:
  void clear() { sums_.clear(); }
  void add(std::int64_t weight) { sums_.push_back((sums_.empty() ? 0 : sums_.back()) + static_cast<std::uint64_t>(weight)); }

  // The place of the one drawn, in order of add(). REQUIRES at least one.
  std::size_t draw(Stream& stream) const {
    const std::uint64_t at = stream.below(sums_.back());
    return static_cast<std::size_t>(std::upper_bound(sums_.begin(), sums_.end(), at) - sums_.begin());
  }

 private:
  std::vector<std::uint64_t> sums_;
};

}  // namespace suanli
