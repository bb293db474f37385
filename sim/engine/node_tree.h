// node_tree.h -- a tree of the most that is free below each branch, to find the first node that fits.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/engine/free_state.h"
#include "sim/engine/shape_table.h"

namespace suanli {

// An 8-ary max tree over NodeIds: each branch knows the componentwise most free below it, so a branch that cannot hold a task is passed
// over whole. First fit costs a few branches per level.
class NodeTree {
 public:
  // Of an empty cluster, whole; in the memory it has.
  void reset(const Cluster& cluster);

  void update(NodeId node, const FreeState& now);

  // The lowest feasible NodeId >= from, or nothing.
  std::optional<NodeId> first_fit(const ShapeOnCluster& shape, NodeId from = NodeId{}) const;

 private:
  struct Most {
    std::int64_t cpu_milli = -1;
    std::int64_t memory_kib = -1;
    std::int32_t whole_gpus = -1;
    std::int32_t largest_share = -1;
    std::int32_t fpgas = -1;
    bool operator==(const Most&) const = default;
    void raise(const Most& other);
  };
  static constexpr std::size_t arity = 8;

  static bool may_fit(const Most& most, const TaskShape& task);
  std::optional<std::size_t> descend(std::size_t level, std::size_t at, std::size_t from, const ShapeOnCluster& shape) const;

  const Cluster* cluster_ = nullptr;
  std::vector<std::vector<Most>> levels_;  // levels_[0]: nodes, padded; the last has one entry
};

}  // namespace suanli
