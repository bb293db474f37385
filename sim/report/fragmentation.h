// fragmentation.h -- follows how much of what is free no typical task could use.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/int128.h"
#include "sim/base/time.h"
#include "sim/engine/cluster_state.h"
#include "sim/engine/shape_table.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"
#include "sim/report/run_result.h"
#include "sim/report/typical_tasks.h"

namespace suanli {

// F = sum over nodes and typical tasks m of p_m x unusable(m), over what is free (Weng et al. 2023), for each kind of device that some
// job asks for. Unusable for m is all that is free of the kind on a node where one task of m does not fit (models and
// zones included); where it fits, of GPUs the free parts of devices with less free than m asks of each, of other kinds nothing. Kept in
// integers, per node that changed.
class FragmentationMeter {
 public:
  FragmentationMeter() = default;  // of no run
  // The references must outlive the run. Means and maxima are over the part of the run inside [from, until].
  FragmentationMeter(const Workload& workload, const Cluster& cluster, SimTime from, SimTime until) { reset(workload, cluster, from, until); }
  // As if newly made, in the memory it has.
  void reset(const Workload& workload, const Cluster& cluster, SimTime from, SimTime until);

  // What this node has free changes at the present instant.
  void touched(NodeId node) {
    if (is_touched_[node]) return;
    is_touched_[node] = 1;
    touched_.push_back(node);
  }
  // All of the instant is applied.
  void settled(SimTime now, const ClusterState& state);

  // What holds: F / free, or nothing when nothing is free or no job asks for the kind.
  std::optional<double> now(DeviceKind kind) const;
  std::vector<FragmentationResult> finish(SimTime end);

 private:
  struct OnNode {
    std::int64_t free = 0;    // milli
    Int128 unusable = 0;      // milli x jobs
  };
  struct Kind {
    DeviceKind kind{};
    std::vector<TypicalTask> tasks;
    std::int64_t jobs = 0;  // sum over tasks
    IdVector<NodeId, OnNode> nodes;
    OnNode all;
    // Over the window so far, while something was free.
    double integral = 0;  // F/free x ns
    std::int64_t time = 0;
    std::optional<double> max;

    std::optional<double> ratio() const {
      if (all.free == 0) return std::nullopt;
      return static_cast<double>(all.unusable) / (static_cast<double>(jobs) * static_cast<double>(all.free));
    }
  };

  OnNode measure(const Kind& kind, NodeId node, const ClusterState& state) const;
  void integrate(SimTime now);

  const Cluster* cluster_ = nullptr;
  SimTime from_{};
  SimTime until_{};
  ShapeTable shapes_;
  std::vector<Kind> kinds_;
  SimTime since_{};
  bool measured_ = false;
  IdVector<NodeId, unsigned char> is_touched_;
  std::vector<NodeId> touched_;
};

}  // namespace suanli
