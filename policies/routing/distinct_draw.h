// distinct_draw.h -- some of many, each set and order of them as likely.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "sim/base/random.h"

namespace suanli {

// The first steps of a shuffle (Fisher, Yates 1938; Durstenfeld 1964): O(1) for each one drawn. The order is kept from draw to draw, which
// makes none more likely.
class DistinctDraw {
 public:
  void reset(std::size_t size) {
    order_.resize(size);
    std::iota(order_.begin(), order_.end(), 0U);
  }

  // The one drawn after `before` others of this draw. REQUIRES before < size.
  std::uint32_t next(Stream& stream, std::size_t before) {
    std::swap(order_[before], order_[before + stream.below(order_.size() - before)]);
    return order_[before];
  }

 private:
  std::vector<std::uint32_t> order_;
};

}  // namespace suanli
