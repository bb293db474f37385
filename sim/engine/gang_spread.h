// gang_spread.h -- how many tasks of a gang are on the node that has the fewest.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/engine/allocation.h"

namespace suanli {

// Keeps its memory from gang to gang.
class GangSpread {
 public:
  // A node may appear more than once among the holds. REQUIRES at least one.
  std::uint32_t fewest_tasks(std::span<const NodeHold> holds) {
    if (holds.size() == 1) return holds.front().tasks;
    nodes_.clear();
    for (const NodeHold& hold : holds) nodes_.push_back({hold.node, hold.tasks});
    std::sort(nodes_.begin(), nodes_.end(), [](const Tasks& a, const Tasks& b) { return a.node < b.node; });
    std::uint32_t fewest = 0;
    for (std::size_t i = 0; i < nodes_.size();) {
      std::uint32_t here = 0;
      for (const NodeId node = nodes_[i].node; i < nodes_.size() && nodes_[i].node == node; ++i) here += nodes_[i].tasks;
      if (fewest == 0 || here < fewest) fewest = here;
    }
    return fewest;
  }

 private:
  struct Tasks {
    NodeId node{};
    std::uint32_t tasks = 0;
  };
  std::vector<Tasks> nodes_;
};

}  // namespace suanli
