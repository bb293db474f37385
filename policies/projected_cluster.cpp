// projected_cluster.cpp -- an overlay of changed nodes over the present state.
#include "policies/projected_cluster.h"

#include <algorithm>
#include <bit>

namespace suanli {

void ProjectedCluster::reset(const ClusterState& state, const ShapeOnCluster& shape, std::int64_t slots_now) {
  for (const Node& node : nodes_) index_[index_of(node.id)] = 0;
  nodes_.clear();
  state_ = &state;
  shape_ = &shape;
  slots_ = slots_now;
}

ProjectedCluster::Node& ProjectedCluster::touch(NodeId id) {
  if (index_.empty()) index_.assign(state_->cluster().node_count(), 0);
  std::uint32_t& place = index_[index_of(id)];
  if (place == 0) {
    Node node{id, state_->free(id), {}};
    for (int device = 0; device < state_->cluster().capacity(id).gpus; ++device) {
      node.gpu_free[static_cast<std::size_t>(device)] = static_cast<std::int16_t>(state_->gpu_free_milli(id, device));
    }
    nodes_.push_back(node);
    place = static_cast<std::uint32_t>(nodes_.size());
  }
  return nodes_[place - 1];
}

void ProjectedCluster::change_devices(Node& node, const NodeHold& hold, const TaskShape& task, int sign) const {
  const int per_device = sign * (task.shares_a_gpu() ? task.gpu_milli : static_cast<int>(milli));
  node.free.gpu_milli += per_device * std::popcount(hold.gpus);
  for (std::uint64_t gpus = hold.gpus; gpus != 0; gpus &= gpus - 1) {
    std::int16_t& free = node.gpu_free[static_cast<std::size_t>(std::countr_zero(gpus))];
    free = static_cast<std::int16_t>(free + per_device);
  }
  node.free.whole_gpus = 0;
  node.free.largest_share = 0;
  for (int device = 0; device < state_->cluster().capacity(node.id).gpus; ++device) {
    const std::int32_t free = node.gpu_free[static_cast<std::size_t>(device)];
    node.free.largest_share = std::max(node.free.largest_share, free);
    if (free == milli) ++node.free.whole_gpus;
  }
}

void ProjectedCluster::move(Node& node, const NodeHold& hold, const TaskShape& task, int sign) const {
  const std::int64_t count = sign * static_cast<std::int64_t>(hold.tasks);
  node.free.cpu_milli += task.cpu_milli * count;
  node.free.memory_kib += task.memory_kib * count;
  node.free.fpgas += static_cast<std::int32_t>(task.fpgas * count);
  if (hold.gpus != 0) change_devices(node, hold, task, sign);
}

void ProjectedCluster::change(const Allocation& holds, const TaskShape& task, int sign) {
  for (const NodeHold& hold : holds) {
    Node& node = touch(hold.node);
    slots_ -= slots_of(node);
    move(node, hold, task, sign);
    slots_ += slots_of(node);
  }
}

// The state shows the pending place as taken; nodes seen here for the first time are put back to what they were without it.
bool ProjectedCluster::fits_beside(const Allocation& pending, const TaskShape& task, std::int64_t tasks) {
  const std::size_t known = nodes_.size();
  for (const NodeHold& hold : pending) {
    if (touched(hold.node) && index_[index_of(hold.node)] <= known) continue;
    move(touch(hold.node), hold, task, 1);
  }
  change(pending, task, -1);
  const bool fits = slots_ >= tasks;
  change(pending, task, 1);
  return fits;
}

std::int64_t ProjectedCluster::slots_of(const Node& node) const {
  const TaskShape& task = shape_->task;
  if (!shape_->class_allowed[index_of(state_->cluster().class_of(node.id))] || !fits(node.free, task)) return 0;
  const std::int64_t by_sum = suanli::slots(node.free, task);
  if (!task.shares_a_gpu()) return by_sum;
  std::int64_t by_device = 0;
  for (int device = 0; device < state_->cluster().capacity(node.id).gpus; ++device) {
    by_device += node.gpu_free[static_cast<std::size_t>(device)] / task.gpu_milli;
  }
  return std::min(by_sum, by_device);
}

}  // namespace suanli
