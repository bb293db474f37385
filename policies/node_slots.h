// node_slots.h -- how many tasks of a gang each feasible node could seat.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "sim/engine/policy.h"

namespace suanli {

struct NodeSlots {
  NodeId node{};
  std::int64_t slots = 0;
};

// Fills `all`, a buffer used again and again, with the feasible nodes in NodeId order.
inline void slots_by_node(const PlacementRoom& room, const ShapeOnCluster& shape, std::vector<NodeSlots>& all) {
  all.clear();
  room.state().for_each_feasible(shape, [&](const NodeSet& nodes, const FreeState&) {
    nodes.for_each([&](std::uint32_t id) {
      const auto node = static_cast<NodeId>(id);
      all.push_back({node, room.state().slots_on(node, shape)});
    });
  });
  std::sort(all.begin(), all.end(), [](const NodeSlots& a, const NodeSlots& b) { return a.node < b.node; });
}

// Falling slots, ties by NodeId.
inline void sort_by_slots(std::vector<NodeSlots>& nodes) {
  std::sort(nodes.begin(), nodes.end(), [](const NodeSlots& a, const NodeSlots& b) { return a.slots != b.slots ? a.slots > b.slots : a.node < b.node; });
}

// The node with the fewest slots that still has `tasks`, lowest NodeId of equals; or null.
inline const NodeSlots* tightest(std::span<const NodeSlots> nodes, std::int64_t tasks) {
  const NodeSlots* best = nullptr;
  for (const NodeSlots& one : nodes) {
    if (one.slots >= tasks && (best == nullptr || one.slots < best->slots)) best = &one;
  }
  return best;
}

}  // namespace suanli
