// smooth_turns.h -- turns in proportion to weights, spread as evenly as whole turns can be.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/ids.h"
#include "sim/engine/serving/first_heap.h"

namespace suanli {

// Smooth weighted round robin (nginx, 2012): each turn adds its weight to every counter; the largest counter, the lower id among equals, is
// next, and the sum of all weights is taken from it. Counters of equal weights rise alike, so each weight keeps a heap of them: a turn costs
// O(different weights + log replicas).
class SmoothTurns {
 public:
  struct Weighted {
    ReplicaId replica{};
    std::int64_t weight = 1;  // at least 1
  };
  // These from now on, rising by id; counters go on, those of new ones at 0.
  void set(std::span<const Weighted> all);

  // REQUIRES one.
  ReplicaId next();

 private:
  // Counters are told by how far they are behind, turns_ times the weight ahead of what is kept.
  struct Item {
    std::int64_t behind = 0;
    ReplicaId replica{};
    bool operator>(const Item& other) const { return behind != other.behind ? behind > other.behind : replica > other.replica; }
  };
  struct Class {
    std::int64_t weight = 1;
    FirstHeap<Item> items;
  };

  void keep_counters();

  std::vector<Class> classes_;
  std::int64_t sum_ = 0;
  std::int64_t turns_ = 0;                  // since counters were kept
  IdVector<ReplicaId, std::int64_t> behind_;  // of those that left, and between set()s
};

}  // namespace suanli
