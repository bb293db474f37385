// whole_nodes.h -- the Helios simulator's consolidated placement: whole free nodes and one best-fit remainder.
#pragma once

#include <vector>

#include "policies/node_slots.h"
#include "sim/engine/policy.h"

namespace suanli {

// Up to one node's devices: the node with the fewest slots that still has enough, ties by NodeId. More: nodes by falling free slots (ties by
// NodeId); multiples of a whole node take wholly free nodes only; else wholly free nodes and then the NEXT node of that order must hold the
// remainder, or the gang waits (Hu et al., SC 2021, the artifact's simulator). Slots are counted in the gang's tasks.
// `nodes` is a buffer used again and again.
bool place_whole_nodes(PlacementRoom& room, const Gang& gang, std::vector<NodeSlots>& nodes);

}  // namespace suanli
