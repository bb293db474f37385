// allocation.h -- which devices of which nodes a job's tasks hold.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/ids.h"

namespace suanli {

// Some tasks of one job on one node. Masks have a bit per device index of the node.
struct NodeHold {
  NodeId node{};
  std::uint32_t tasks = 0;
  std::uint64_t gpus = 0;   // wholly held devices, or the one device a task holds a share of
  std::uint64_t fpgas = 0;
};

// In the order the placement policy took them; a node may appear more than once.
using Allocation = std::vector<NodeHold>;

}  // namespace suanli
