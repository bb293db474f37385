// node_tasks.h -- how many tasks are on a node.
#pragma once

#include <cstdint>

#include "sim/base/ids.h"

namespace suanli {

// Of a job or a replica.
struct NodeTasks {
  NodeId node{};
  std::uint32_t tasks = 0;
  bool operator==(const NodeTasks&) const = default;
};

}  // namespace suanli
