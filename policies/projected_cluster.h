// projected_cluster.h -- the cluster as it will be once some running jobs have ended, kept only for the nodes they touch.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/engine/policy.h"

namespace suanli {

// Answers how many tasks of one shape would fit. Starts as the present.
class ProjectedCluster {
 public:
  // The present again. `shape` is the one counted; `slots_now` how many of it fit now. Valid while the state does not change, pending places
  // told to fits_beside apart. REQUIRES a state of the same cluster each time.
  void reset(const ClusterState& state, const ShapeOnCluster& shape, std::int64_t slots_now);

  // A running job gives back all it holds.
  void give(const Allocation& holds, const TaskShape& task) { change(holds, task, 1); }

  std::int64_t slots() const { return slots_; }

  // Whether `tasks` tasks of the shape still fit in this future when a job keeps the place that is pending in the state now.
  bool fits_beside(const Allocation& pending, const TaskShape& task, std::int64_t tasks);

 private:
  struct Node {
    NodeId id{};
    FreeState free;
    std::array<std::int16_t, 64> gpu_free{};  // milli per device
  };

  bool touched(NodeId id) const { return !index_.empty() && index_[index_of(id)] != 0; }
  Node& touch(NodeId id);
  void move(Node& node, const NodeHold& hold, const TaskShape& task, int sign) const;
  void change(const Allocation& holds, const TaskShape& task, int sign);
  void change_devices(Node& node, const NodeHold& hold, const TaskShape& task, int sign) const;
  std::int64_t slots_of(const Node& node) const;

  const ClusterState* state_ = nullptr;
  const ShapeOnCluster* shape_ = nullptr;
  std::int64_t slots_ = 0;
  std::vector<Node> nodes_;             // touched, in the order of first touch
  std::vector<std::uint32_t> index_;    // by NodeId: 1 + place in nodes_, 0 untouched
};

}  // namespace suanli
