// amounts.h -- what a job takes and what a class of nodes has, as amounts of a reservation profile.
#pragma once

#include <cstdint>

#include "policies/reservation_profile.h"
#include "sim/engine/policy.h"

namespace suanli {

// `tasks` tasks of the job: in the view's units where one number tells all.
inline Amount demand_of(const ClusterView& view, JobId job, std::int64_t tasks) {
  if (view.scalar()) return {{view.width(job) / view.workload().tasks[job] * tasks, 0, 0, 0}};
  const TaskShape& task = view.shapes()[view.workload().shape[job]].task;
  return {{tasks * task.cpu_milli, tasks * task.memory_kib, tasks * task.gpu_milli, tasks * task.fpgas}};
}

// All nodes of the class, empty. Where one number tells all there is one class.
inline Amount capacity_of(const ClusterView& view, ClassId id) {
  if (view.scalar()) return {{view.total_width(), 0, 0, 0}};
  const NodeClass& node = view.cluster().node_class(id);
  const auto count = static_cast<std::int64_t>(node.nodes.size());
  const NodeCapacity& has = node.capacity;
  return {{has.cpu_milli * count, has.memory_kib * count, has.gpus * milli * count, has.fpgas * count}};
}

}  // namespace suanli
