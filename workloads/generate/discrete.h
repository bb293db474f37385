// discrete.h -- drawing one of a few things by weight.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/base/random.h"

namespace suanli {

// Weights need not sum to 1; a weight of 0 is never drawn.
class DiscreteDraw {
 public:
  // REQUIRES at least one positive and no negative weight.
  explicit DiscreteDraw(std::span<const double> weights);

  std::size_t draw(Stream& stream) const;

 private:
  std::vector<double> cumulative_;
};

}  // namespace suanli
