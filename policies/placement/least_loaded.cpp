// least_loaded.cpp -- each task on the node with the least load: by dominant resource or by running tasks.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "policies/fill_nodes.h"
#include "policies/registry.h"
#include "sim/base/int128.h"

namespace suanli::placement {
namespace {

// (The rule's third metric, power, waits for the engine to know what a node draws.)
constexpr std::array params{
    ParamSpec{.name = "metric", .type = ParamType::text, .default_value = "dominant", .choices = "dominant|tasks",
              .help = "load: the largest used share of a node's CPUs, memory, GPUs and FPGAs, or how many tasks run there"}};

// A share of a resource.
struct Load {
  std::int64_t used = 0;
  std::int64_t capacity = 1;
  friend bool operator<(const Load& a, const Load& b) {
    return static_cast<Int128>(a.used) * b.capacity < static_cast<Int128>(b.used) * a.capacity;
  }
};

class LeastDominant final : public PlacementPolicy {
 public:
  bool place(PlacementRoom& room, const Gang& gang) override { return seat_one_by_one(room, gang, choose); }

 private:
  // All nodes of a group carry the same load.
  static std::optional<NodeId> choose(const PlacementRoom& room, const ShapeOnCluster& shape) {
    std::optional<std::pair<Load, NodeId>> best;
    room.state().for_each_feasible(shape, [&](const NodeSet& nodes, const FreeState& free) {
      const auto node = static_cast<NodeId>(nodes.first());
      const Load load = load_of(room.state().cluster().capacity(node), free);
      if (!best || load < best->first || (!(best->first < load) && node < best->second)) best = {load, node};
    });
    return best ? std::optional(best->second) : std::nullopt;
  }

  static Load load_of(const NodeCapacity& has, const FreeState& free) {
    Load most;
    const auto offer = [&](std::int64_t capacity, std::int64_t left) {
      if (capacity > 0) most = std::max(most, Load{capacity - left, capacity});
    };
    offer(has.cpu_milli, free.cpu_milli);
    offer(has.memory_kib, free.memory_kib);
    offer(has.gpus * milli, free.gpu_milli);
    offer(has.fpgas, free.fpgas);
    return most;
  }
};

// The nodes by (running tasks, NodeId); the first that fits is found after as many as are too full for it.
class LeastTasks final : public PlacementPolicy {
 public:
  bool place(PlacementRoom& room, const Gang& gang) override {
    if (tasks_.empty()) begin(room.state().cluster());
    taken_.clear();
    const bool placed = seat_one_by_one(room, gang, [this](const PlacementRoom& in, const ShapeOnCluster& shape) { return choose(in, shape); });
    for (const NodeId node : taken_) change(node, -1);  // until it is committed
    return placed;
  }

  void committed(const Allocation& allocation) override {
    for (const NodeHold& hold : allocation) change(hold.node, static_cast<std::int64_t>(hold.tasks));
  }
  void released(const Allocation& allocation) override {
    for (const NodeHold& hold : allocation) change(hold.node, -static_cast<std::int64_t>(hold.tasks));
  }

 private:
  void begin(const Cluster& cluster) {
    tasks_.assign(cluster.node_count(), 0);
    for (const NodeId node : IdRange<NodeId>(cluster.node_count())) by_tasks_.insert({0, node});
  }

  std::optional<NodeId> choose(const PlacementRoom& room, const ShapeOnCluster& shape) {
    if (!room.state().best_fit(shape)) return std::nullopt;
    for (const auto& [tasks, node] : by_tasks_) {
      if (room.state().slots_on(node, shape) == 0) continue;
      taken_.push_back(node);
      break;
    }
    const NodeId node = taken_.back();
    change(node, 1);
    return node;
  }

  void change(NodeId node, std::int64_t by) {
    by_tasks_.erase({tasks_[node], node});
    tasks_[node] += by;
    by_tasks_.insert({tasks_[node], node});
  }

  IdVector<NodeId, std::int64_t> tasks_;
  std::set<std::pair<std::int64_t, NodeId>> by_tasks_;
  std::vector<NodeId> taken_;  // one per task of the gang being placed
};

}  // namespace

extern const PlacementEntry least_loaded_entry;
const PlacementEntry least_loaded_entry{
    "least_loaded", "the node with the least load", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<PlacementPolicy> {
      if (given.text("metric") == "tasks") return std::make_unique<LeastTasks>();
      return std::make_unique<LeastDominant>();
    }};

}  // namespace suanli::placement
