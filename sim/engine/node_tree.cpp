// node_tree.cpp -- the max tree behind first fit, round robin and other rules by NodeId.
#include "sim/engine/node_tree.h"

#include <algorithm>

namespace suanli {

void NodeTree::Most::raise(const Most& other) {
  cpu_milli = std::max(cpu_milli, other.cpu_milli);
  memory_kib = std::max(memory_kib, other.memory_kib);
  whole_gpus = std::max(whole_gpus, other.whole_gpus);
  largest_share = std::max(largest_share, other.largest_share);
  fpgas = std::max(fpgas, other.fpgas);
}

void NodeTree::reset(const Cluster& cluster) {
  cluster_ = &cluster;
  std::size_t level = 0;
  const auto add_level = [&](std::size_t size) {
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level++].assign(size, {});
  };
  std::size_t size = cluster.node_count();
  do {
    size = (size + arity - 1) / arity * arity;
    add_level(size);
    size /= arity;
  } while (size > 1);
  add_level(1);
  levels_.resize(level);
  for (const NodeId node : IdRange<NodeId>(cluster.node_count())) update(node, FreeState::of(cluster.capacity(node)));
}

void NodeTree::update(NodeId node, const FreeState& now) {
  std::size_t at = index_of(node);
  levels_[0][at] = {now.cpu_milli, now.memory_kib, now.whole_gpus, now.largest_share, now.fpgas};
  for (std::size_t level = 0; level + 1 < levels_.size(); ++level) {
    at /= arity;
    Most most;
    for (std::size_t child = 0; child < arity; ++child) most.raise(levels_[level][at * arity + child]);
    if (levels_[level + 1][at] == most) return;
    levels_[level + 1][at] = most;
  }
}

bool NodeTree::may_fit(const Most& most, const TaskShape& task) {
  return task.cpu_milli <= most.cpu_milli && task.memory_kib <= most.memory_kib && task.fpgas <= most.fpgas &&
         (task.shares_a_gpu() ? task.gpu_milli <= most.largest_share : task.whole_gpus() <= most.whole_gpus);
}

std::optional<std::size_t> NodeTree::descend(std::size_t level, std::size_t at, std::size_t from, const ShapeOnCluster& shape) const {
  if (!may_fit(levels_[level][at], shape.task)) return std::nullopt;
  if (level == 0) {
    if (!shape.class_allowed[index_of(cluster_->class_of(static_cast<NodeId>(at)))]) return std::nullopt;
    return at;
  }
  std::size_t width = 1;  // nodes below a child
  for (std::size_t i = 1; i < level; ++i) width *= arity;
  for (std::size_t child = 0; child < arity; ++child) {
    const std::size_t below = at * arity + child;
    if ((below + 1) * width <= from) continue;
    if (const auto found = descend(level - 1, below, from, shape)) return found;
  }
  return std::nullopt;
}

std::optional<NodeId> NodeTree::first_fit(const ShapeOnCluster& shape, NodeId from) const {
  if (shape.classes.empty()) return std::nullopt;
  const auto found = descend(levels_.size() - 1, 0, index_of(from), shape);
  return found ? std::optional(static_cast<NodeId>(*found)) : std::nullopt;
}

}  // namespace suanli
