// discrete.cpp -- cumulative weights, searched by halves.
#include "workloads/generate/discrete.h"

#include <algorithm>

#include "sim/base/check.h"

namespace suanli {

DiscreteDraw::DiscreteDraw(std::span<const double> weights) {
  double sum = 0;
  for (const double weight : weights) cumulative_.push_back(sum += weight);
  SUANLI_ASSERT(sum > 0, "all weights of a discrete draw are 0");
}

std::size_t DiscreteDraw::draw(Stream& stream) const {
  const double at = stream.uniform() * cumulative_.back();
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), at);
  // Rounding may put `at` on the total: the last thing that has weight is meant.
  if (found != cumulative_.end()) return static_cast<std::size_t>(found - cumulative_.begin());
  return static_cast<std::size_t>(std::lower_bound(cumulative_.begin(), cumulative_.end(), cumulative_.back()) - cumulative_.begin());
}

}  // namespace suanli
