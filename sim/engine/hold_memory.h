// hold_memory.h -- the memory of gangs that ended, for gangs to come.
#pragma once

#include <array>
#include <bit>
#include <memory>
#include <utility>
#include <vector>

#include "sim/engine/allocation.h"

namespace suanli {

// Allocations of several holds need memory of their own; here it lies sorted by size, so that gangs which come and go need no more than the
// most that ran at once.
class HoldMemory {
 public:
  // Makes `to` a copy of `from`. REQUIRES `to` empty and without memory, as recycle leaves it.
  void copy(const Allocation& from, Allocation& to) {
    if (from.size() > 1) to.many_ = take(from.size());
    to.assign(from.begin(), from.end());
  }

  // Empties `holds` and keeps its memory.
  void recycle(Allocation& holds) {
    if (holds.many_) {
      holds.many_->clear();
      auto& spare = spare_[std::bit_width(holds.many_->capacity()) - 1];
      spare.push_back(std::move(holds.many_));
    }
    holds.clear();
  }

 private:
  using Many = std::unique_ptr<std::vector<NodeHold>>;

  // With room for `size` > 1 holds.
  Many take(std::size_t size) {
    const auto power = static_cast<std::size_t>(std::bit_width(size - 1));
    auto& spare = spare_[power];
    if (spare.empty()) {
      auto many = std::make_unique<std::vector<NodeHold>>();
      many->reserve(std::size_t{1} << power);
      return many;
    }
    Many many = std::move(spare.back());
    spare.pop_back();
    return many;
  }

  std::array<std::vector<Many>, 64> spare_;  // [p]: room for 2^p holds and less than 2^(p + 1)
};

}  // namespace suanli
