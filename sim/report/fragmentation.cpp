// fragmentation.cpp -- measures a node against the typical tasks, and integrates over time.
#include "sim/report/fragmentation.h"

#include <algorithm>

#include "sim/engine/free_state.h"
#include "sim/engine/shape_table.h"

namespace suanli {
namespace {

std::int64_t free_of(const FreeState& free, DeviceKind kind) {
  switch (kind) {
    case DeviceKind::cpu:
      return free.cpu_milli;
    case DeviceKind::gpu:
      return free.gpu_milli;
    case DeviceKind::fpga:
      return free.fpgas * milli;
  }
  return 0;
}

}  // namespace

void FragmentationMeter::reset(const Workload& workload, const Cluster& cluster, SimTime from, SimTime until) {
  cluster_ = &cluster;
  from_ = from;
  until_ = until;
  shapes_.reset(workload, cluster);
  std::size_t count = 0;
  for (const DeviceKind device_kind : device_kinds) {
    if (cluster.total(device_kind) == 0) continue;
    std::vector<TypicalTask> tasks = typical_tasks(workload, device_kind);
    if (tasks.empty()) continue;
    if (count == kinds_.size()) kinds_.emplace_back();
    Kind& kind = kinds_[count++];
    IdVector<NodeId, OnNode> nodes = std::move(kind.nodes);
    nodes.assign(cluster.node_count(), {});
    kind = {.kind = device_kind, .tasks = std::move(tasks), .nodes = std::move(nodes)};
    for (const TypicalTask& task : kind.tasks) kind.jobs += task.jobs;
  }
  kinds_.resize(count);
  since_ = {};
  measured_ = false;
  is_touched_.assign(cluster.node_count(), 0);
  touched_.clear();
}

FragmentationMeter::OnNode FragmentationMeter::measure(const Kind& kind, NodeId node, const ClusterState& state) const {
  const FreeState& free = state.free(node);
  OnNode found{free_of(free, kind.kind), 0};
  if (found.free == 0) return found;
  for (const TypicalTask& task : kind.tasks) {
    const ShapeOnCluster& on_cluster = shapes_[task.shape];
    const TaskShape& shape = on_cluster.task;
    std::int64_t unusable = 0;
    if (!on_cluster.class_allowed[index_of(cluster_->class_of(node))] || !fits(free, shape)) {
      unusable = found.free;
    } else if (kind.kind == DeviceKind::gpu) {
      const std::int64_t asked = std::min<std::int64_t>(shape.gpu_milli, milli);
      for (int device = 0; device < cluster_->capacity(node).gpus; ++device) {
        const std::int64_t left = state.gpu_free_milli(node, device);
        if (left < asked) unusable += left;
      }
    }
    found.unusable += Int128{task.jobs} * unusable;
  }
  return found;
}

void FragmentationMeter::integrate(SimTime now) {
  const SimTime begin = std::min(std::max(since_, from_), until_);
  const Duration span = std::min(std::max(now, from_), until_) - begin;
  if (span <= Duration(0)) return;
  for (Kind& kind : kinds_) {
    const auto ratio = kind.ratio();
    if (!ratio) continue;
    kind.integral += *ratio * static_cast<double>(span.count());
    kind.time += span.count();
    kind.max = std::max(kind.max.value_or(0), *ratio);
  }
}

void FragmentationMeter::settled(SimTime now, const ClusterState& state) {
  if (!measured_) {
    for (const NodeId node : IdRange<NodeId>(cluster_->node_count())) touched(node);
    measured_ = true;
    since_ = now;
  }
  if (touched_.empty()) return;
  integrate(now);
  since_ = now;
  for (const NodeId node : touched_) {
    is_touched_[node] = 0;
    for (Kind& kind : kinds_) {
      const OnNode found = measure(kind, node, state);
      OnNode& known = kind.nodes[node];
      kind.all.free += found.free - known.free;
      kind.all.unusable += found.unusable - known.unusable;
      known = found;
    }
  }
  touched_.clear();
}

std::optional<double> FragmentationMeter::now(DeviceKind kind) const {
  for (const Kind& one : kinds_) {
    if (one.kind == kind) return one.ratio();
  }
  return std::nullopt;
}

std::vector<FragmentationResult> FragmentationMeter::finish(SimTime end) {
  integrate(end);
  std::vector<FragmentationResult> results;
  for (const Kind& kind : kinds_) {
    FragmentationResult result{kind.kind, std::nullopt, kind.max, kind.ratio()};
    if (kind.time > 0) result.time_mean = kind.integral / static_cast<double>(kind.time);
    results.push_back(result);
  }
  return results;
}

}  // namespace suanli
