// cluster_state.h -- the only mutable picture of who holds what; each transition keeps what is free and what is held in balance.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/kept.h"
#include "sim/engine/allocation.h"
#include "sim/engine/free_index.h"
#include "sim/engine/free_state.h"
#include "sim/engine/node_tree.h"
#include "sim/engine/shape_table.h"
#include "sim/model/cluster.h"

namespace suanli {

class ClusterState {
 public:
  ClusterState() = default;  // of no cluster
  // The references must outlive the use of the state. `with_node_tree`: first_fit may be called.
  ClusterState(const Cluster& cluster, const ShapeTable& shapes, bool with_node_tree) { reset(cluster, shapes, with_node_tree); }
  // As if newly made, in the memory it has.
  void reset(const Cluster& cluster, const ShapeTable& shapes, bool with_node_tree);

  const Cluster& cluster() const { return *cluster_; }
  const FreeState& free(NodeId node) const { return nodes_[node].free; }
  // Milli free on one device of a node.
  std::int32_t gpu_free_milli(NodeId node, int device) const;
  std::uint64_t free_gpus(NodeId node) const { return nodes_[node].free_gpus; }    // wholly free devices
  std::uint64_t free_fpgas(NodeId node) const { return nodes_[node].free_fpgas; }

  // Sum over nodes of the units that measure width (ShapeTable::width).
  std::int64_t free_units() const { return free_units_; }
  std::int64_t total_units() const { return shapes_->total_units(); }

  // Tasks of the shape that fit on the node now, models and zones included; exact for shares too.
  std::int64_t slots_on(NodeId node, const ShapeOnCluster& shape) const;
  // The same over all nodes, counted no further than `enough`.
  std::int64_t slots(const ShapeOnCluster& shape, std::int64_t enough) const;

  std::optional<NodeId> best_fit(const ShapeOnCluster& shape) const { return index_.best_fit(shape); }
  std::optional<NodeId> worst_fit(const ShapeOnCluster& shape) const { return index_.worst_fit(shape); }
  // Lowest feasible NodeId >= from. REQUIRES with_node_tree.
  std::optional<NodeId> first_fit(const ShapeOnCluster& shape, NodeId from = NodeId{}) const {
    return tree_->first_fit(shape, from);
  }
  template <class F>
  void for_each_feasible(const ShapeOnCluster& shape, F f) const {
    index_.for_each_feasible(shape, f);
  }

  // Seats `tasks` tasks on the node and appends what they hold: whole devices are the lowest free ones; a share goes to the device with the
  // least free share that fits, lowest index first. False, and nothing changed, when they do not fit.
  bool take(NodeId node, const TaskShape& task, std::uint32_t tasks, Allocation& holds);
  // Gives back one hold. REQUIRES it came from take with the same shape and was not given back.
  void give(const NodeHold& hold, const TaskShape& task);

  // [InternalError] when indexes, free amounts and the given holds disagree; O(nodes + holds), for tests and debug builds.
  struct Held {
    const TaskShape* task;
    const Allocation* holds;
  };
  void check(const std::vector<Held>& held) const;

 private:
  struct Node {
    FreeState free;
    std::uint64_t free_gpus = 0;    // wholly free
    std::uint64_t shared_gpus = 0;  // partly held; how much is free stands in share_free_
    std::uint64_t free_fpgas = 0;
  };

  std::int32_t& share_free(NodeId node, int device);
  int choose_shared_device(NodeId node, std::int32_t gpu_milli) const;
  void refresh_share(NodeId node);
  void changed(NodeId node, const FreeState& before);
  bool take_share(NodeId node, const TaskShape& task, Allocation& holds);

  const Cluster* cluster_ = nullptr;
  const ShapeTable* shapes_ = nullptr;
  IdVector<NodeId, Node> nodes_;
  std::vector<std::int32_t> share_free_;  // [nodes x stride], allocated on the first share
  std::size_t stride_ = 0;
  std::int64_t free_units_ = 0;
  FreeIndex index_;
  Kept<NodeTree> tree_;
};

}  // namespace suanli
