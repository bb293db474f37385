// fill_nodes.h -- seats a gang node after node where a rule says which node is next.
#pragma once

#include <algorithm>
#include <optional>

#include "sim/engine/policy.h"

namespace suanli {

// For rules that go on with the node they chose while it holds another task (first fit, best fit): each chosen node takes all it can.
// `choose(room, shape)` gives the next node or nothing.
template <class Choose>
bool fill_nodes(PlacementRoom& room, const Gang& gang, Choose choose) {
  const ShapeOnCluster& shape = room.shape();
  if (gang.tasks > 1 && room.state().slots(shape, gang.tasks) < gang.tasks) return false;
  for (std::uint32_t left = gang.tasks; left > 0;) {
    const std::optional<NodeId> node = choose(room, shape);
    if (!node) return false;
    const auto count = left == 1 ? 1u : static_cast<std::uint32_t>(std::min<std::int64_t>(left, room.state().slots_on(*node, shape)));
    room.take(*node, count);
    left -= count;
  }
  return true;
}

// For rules that choose anew for every task.
template <class Choose>
bool seat_one_by_one(PlacementRoom& room, const Gang& gang, Choose choose) {
  const ShapeOnCluster& shape = room.shape();
  if (gang.tasks > 1 && room.state().slots(shape, gang.tasks) < gang.tasks) return false;
  for (std::uint32_t i = 0; i < gang.tasks; ++i) {
    const std::optional<NodeId> node = choose(room, shape);
    if (!node) return false;
    room.take(*node, 1);
  }
  return true;
}

}  // namespace suanli
