// whole_nodes.cpp -- the order and the remainder rule.
#include "policies/whole_nodes.h"

namespace suanli {

bool place_whole_nodes(PlacementRoom& room, const Gang& gang, std::vector<NodeSlots>& nodes) {
  const ShapeOnCluster& shape = room.shape();
  if (room.state().slots(shape, gang.tasks) < gang.tasks) return false;
  slots_by_node(room, shape, nodes);
  // What a wholly free node seats; nodes of several sizes count by the largest.
  std::int64_t whole = 0;
  for (const ClassId id : shape.classes) {
    whole = std::max(whole, slots(FreeState::of(room.state().cluster().node_class(id).capacity), shape.task));
  }
  const std::int64_t tasks = gang.tasks;
  if (tasks <= whole) {
    const NodeSlots* node = tightest(nodes, tasks);
    if (node == nullptr) return false;
    room.take(node->node, gang.tasks);
    return true;
  }
  sort_by_slots(nodes);
  const auto full = static_cast<std::size_t>(tasks / whole);
  const std::int64_t rest = tasks % whole;
  if (nodes.size() < full + (rest > 0 ? 1 : 0)) return false;
  for (std::size_t i = 0; i < full; ++i) {
    if (nodes[i].slots < whole) return false;
    room.take(nodes[i].node, static_cast<std::uint32_t>(whole));
  }
  if (rest == 0) return true;
  if (nodes[full].slots < rest) return false;
  room.take(nodes[full].node, static_cast<std::uint32_t>(rest));
  return true;
}

}  // namespace suanli
