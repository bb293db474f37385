// cluster_state.cpp -- taking and giving back, with the indexes kept in step.
#include "sim/engine/cluster_state.h"

#include <algorithm>
#include <bit>

#include "sim/base/check.h"

namespace suanli {
namespace {

std::uint64_t low_bits(int count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

// The `count` lowest set bits. REQUIRES that many.
std::uint64_t lowest_set(std::uint64_t mask, int count) {
  if (std::popcount(mask) == count) return mask;
  std::uint64_t taken = 0;
  for (int i = 0; i < count; ++i) {
    taken |= mask & (0 - mask);
    mask &= mask - 1;
  }
  return taken;
}

}  // namespace

void ClusterState::reset(const Cluster& cluster, const ShapeTable& shapes, bool with_node_tree) {
  cluster_ = &cluster;
  shapes_ = &shapes;
  index_.reset(cluster);
  nodes_.resize(cluster.node_count());
  free_units_ = 0;
  for (const NodeId node : IdRange<NodeId>(cluster.node_count())) {
    const NodeCapacity& has = cluster.capacity(node);
    nodes_[node] = {FreeState::of(has), low_bits(has.gpus), 0, low_bits(has.fpgas)};
    free_units_ += shapes.units_of(nodes_[node].free);
  }
  share_free_.clear();
  stride_ = static_cast<std::size_t>(cluster.largest_node().gpus);
  tree_.leave_out();
  if (with_node_tree) tree_.renew(cluster);
}

std::int32_t& ClusterState::share_free(NodeId node, int device) {
  return share_free_[index_of(node) * stride_ + static_cast<std::size_t>(device)];
}

std::int32_t ClusterState::gpu_free_milli(NodeId node, int device) const {
  const std::uint64_t bit = std::uint64_t{1} << device;
  if ((nodes_[node].free_gpus & bit) != 0) return static_cast<std::int32_t>(milli);
  if ((nodes_[node].shared_gpus & bit) == 0) return 0;
  return share_free_[index_of(node) * stride_ + static_cast<std::size_t>(device)];
}

std::int64_t ClusterState::slots_on(NodeId node, const ShapeOnCluster& shape) const {
  const TaskShape& task = shape.task;
  const FreeState& free = nodes_[node].free;
  if (!shape.class_allowed[index_of(cluster_->class_of(node))] || !fits(free, task)) return 0;
  const std::int64_t by_sum = suanli::slots(free, task);
  if (!task.shares_a_gpu()) return by_sum;
  std::int64_t by_device = std::int64_t{free.whole_gpus} * (milli / task.gpu_milli);
  for (std::uint64_t shared = nodes_[node].shared_gpus; shared != 0; shared &= shared - 1) {
    by_device += gpu_free_milli(node, std::countr_zero(shared)) / task.gpu_milli;
  }
  return std::min(by_sum, by_device);
}

std::int64_t ClusterState::slots(const ShapeOnCluster& shape, std::int64_t enough) const {
  if (!shape.task.shares_a_gpu()) return index_.slots_up_to(shape, enough);
  std::int64_t found = 0;
  index_.for_each_feasible(shape, [&](const NodeSet& nodes, const FreeState&) {
    if (found >= enough) return;
    nodes.for_each([&](std::uint32_t node) { found += slots_on(static_cast<NodeId>(node), shape); });
  });
  return std::min(found, enough);
}

// The partly held device with the least free share that fits, lowest first; else the lowest wholly free one.
int ClusterState::choose_shared_device(NodeId node, std::int32_t gpu_milli) const {
  int best = -1;
  std::int32_t least = 0;
  for (std::uint64_t shared = nodes_[node].shared_gpus; shared != 0; shared &= shared - 1) {
    const int device = std::countr_zero(shared);
    const std::int32_t free = gpu_free_milli(node, device);
    if (free < gpu_milli || (best >= 0 && free >= least)) continue;
    best = device;
    least = free;
  }
  return best >= 0 ? best : std::countr_zero(nodes_[node].free_gpus);
}

void ClusterState::refresh_share(NodeId node) {
  Node& at = nodes_[node];
  at.free.largest_share = at.free.whole_gpus > 0 ? static_cast<std::int32_t>(milli) : 0;
  for (std::uint64_t shared = at.shared_gpus; shared != 0; shared &= shared - 1) {
    at.free.largest_share = std::max(at.free.largest_share, gpu_free_milli(node, std::countr_zero(shared)));
  }
}

void ClusterState::changed(NodeId node, const FreeState& before) {
  const FreeState& now = nodes_[node].free;
  free_units_ += shapes_->units_of(now) - shapes_->units_of(before);
  index_.update(node, before, now);
  if (tree_) tree_->update(node, now);
}

// Seats one task that shares a device. False when it does not fit.
bool ClusterState::take_share(NodeId node, const TaskShape& task, Allocation& holds) {
  Node& at = nodes_[node];
  if (!fits(at.free, task)) return false;
  if (share_free_.empty()) share_free_.resize(nodes_.size() * stride_);
  const FreeState before = at.free;
  const int device = choose_shared_device(node, task.gpu_milli);
  const NodeHold hold{node, 1, std::uint64_t{1} << device, lowest_set(at.free_fpgas, task.fpgas)};
  if ((at.free_gpus & hold.gpus) != 0) {
    at.free_gpus &= ~hold.gpus;
    at.shared_gpus |= hold.gpus;
    --at.free.whole_gpus;
    share_free(node, device) = static_cast<std::int32_t>(milli);
  }
  share_free(node, device) -= task.gpu_milli;
  at.free.gpu_milli -= task.gpu_milli;
  at.free_fpgas &= ~hold.fpgas;
  at.free.fpgas -= task.fpgas;
  at.free.cpu_milli -= task.cpu_milli;
  at.free.memory_kib -= task.memory_kib;
  refresh_share(node);
  holds.push_back(hold);
  changed(node, before);
  return true;
}

bool ClusterState::take(NodeId node, const TaskShape& task, std::uint32_t tasks, Allocation& holds) {
  if (task.shares_a_gpu()) {
    for (std::uint32_t i = 0; i < tasks; ++i) {
      if (take_share(node, task, holds)) continue;
      for (; i > 0; --i, holds.pop_back()) give(holds.back(), task);
      return false;
    }
    return true;
  }
  Node& at = nodes_[node];
  const auto count = static_cast<int>(tasks);
  const FreeState before = at.free;
  if (!fits(at.free, task) || (tasks > 1 && suanli::slots(at.free, task) < std::int64_t{tasks})) return false;
  const int gpus = task.whole_gpus() * count;
  const int fpgas = task.fpgas * count;
  const NodeHold hold{node, tasks, gpus == 0 ? 0 : lowest_set(at.free_gpus, gpus), fpgas == 0 ? 0 : lowest_set(at.free_fpgas, fpgas)};
  at.free_gpus &= ~hold.gpus;
  at.free_fpgas &= ~hold.fpgas;
  at.free.whole_gpus -= gpus;
  at.free.gpu_milli -= gpus * static_cast<std::int32_t>(milli);
  at.free.fpgas -= fpgas;
  at.free.cpu_milli -= task.cpu_milli * count;
  at.free.memory_kib -= task.memory_kib * count;
  if (gpus > 0) refresh_share(node);
  holds.push_back(hold);
  changed(node, before);
  return true;
}

void ClusterState::give(const NodeHold& hold, const TaskShape& task) {
  Node& at = nodes_[hold.node];
  const auto count = static_cast<int>(hold.tasks);
  const FreeState before = at.free;
  if (task.shares_a_gpu()) {
    const int device = std::countr_zero(hold.gpus);
    share_free(hold.node, device) += task.gpu_milli;
    at.free.gpu_milli += task.gpu_milli;
    if (share_free(hold.node, device) == milli) {
      at.shared_gpus &= ~hold.gpus;
      at.free_gpus |= hold.gpus;
      ++at.free.whole_gpus;
    }
  } else {
    at.free_gpus |= hold.gpus;
    at.free.whole_gpus += task.whole_gpus() * count;
    at.free.gpu_milli += task.whole_gpus() * count * static_cast<std::int32_t>(milli);
  }
  at.free_fpgas |= hold.fpgas;
  at.free.fpgas += task.fpgas * count;
  at.free.cpu_milli += task.cpu_milli * count;
  at.free.memory_kib += task.memory_kib * count;
  if (hold.gpus != 0) refresh_share(hold.node);
  const NodeCapacity& has = cluster_->capacity(hold.node);
  SUANLI_ASSERT(at.free.cpu_milli <= has.cpu_milli && at.free.memory_kib <= has.memory_kib && at.free.whole_gpus <= has.gpus &&
                    at.free.fpgas <= has.fpgas,
                "more was given back to a node than it has");
  changed(hold.node, before);
}

void ClusterState::check(const std::vector<Held>& held) const {
  IdVector<NodeId, FreeState> left(nodes_.size());
  for (const NodeId node : IdRange<NodeId>(nodes_.size())) left[node] = FreeState::of(cluster_->capacity(node));
  for (const Held& one : held) {
    for (const NodeHold& hold : *one.holds) {
      FreeState& at = left[hold.node];
      const auto count = static_cast<int>(hold.tasks);
      at.cpu_milli -= one.task->cpu_milli * count;
      at.memory_kib -= one.task->memory_kib * count;
      at.gpu_milli -= one.task->gpu_milli * count;
      at.fpgas -= one.task->fpgas * count;
    }
  }
  std::int64_t units = 0;
  for (const NodeId node : IdRange<NodeId>(nodes_.size())) {
    const Node& at = nodes_[node];
    SUANLI_ASSERT(left[node].cpu_milli == at.free.cpu_milli && left[node].memory_kib == at.free.memory_kib &&
                      left[node].gpu_milli == at.free.gpu_milli && left[node].fpgas == at.free.fpgas,
                  "what jobs hold and what is free do not add up to what node " + cluster_->node_name(node) + " has");
    SUANLI_ASSERT(at.free.cpu_milli >= 0 && at.free.memory_kib >= 0 && at.free.gpu_milli >= 0 && at.free.fpgas >= 0,
                  "node " + cluster_->node_name(node) + " holds more than it has");
    SUANLI_ASSERT(at.free.whole_gpus == std::popcount(at.free_gpus) && at.free.fpgas == std::popcount(at.free_fpgas),
                  "the device masks of node " + cluster_->node_name(node) + " disagree with its counts");
    units += shapes_->units_of(at.free);
  }
  SUANLI_ASSERT(units == free_units_, "the sum of free units is stale");
}

}  // namespace suanli
