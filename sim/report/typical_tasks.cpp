// typical_tasks.cpp -- counts jobs per shape and keeps the commonest.
#include "sim/report/typical_tasks.h"

#include <algorithm>
#include <tuple>

namespace suanli {

std::vector<TypicalTask> typical_tasks(const Workload& workload, DeviceKind kind, int share_percent) {
  IdVector<ShapeId, std::int64_t> jobs(workload.shapes.size());
  for (const ShapeId shape : workload.shape) ++jobs[shape];

  std::vector<TypicalTask> tasks;
  std::int64_t all = 0;
  for (const ShapeId shape : IdRange<ShapeId>(workload.shapes.size())) {
    if (jobs[shape] == 0 || demand_of(workload.shapes[shape], kind) == 0) continue;
    tasks.push_back({shape, jobs[shape]});
    all += jobs[shape];
  }
  std::sort(tasks.begin(), tasks.end(), [&](const TypicalTask& a, const TypicalTask& b) {
    const auto key = [&](const TypicalTask& task) {
      const TaskShape& shape = workload.shapes[task.shape];
      return std::tuple(-task.jobs, -shape.cpu_milli, -shape.gpu_milli, -shape.fpgas, -shape.memory_kib, task.shape);
    };
    return key(a) < key(b);
  });
  std::int64_t covered = 0;
  std::size_t kept = 0;
  while (kept < tasks.size() && covered * 100 < all * share_percent) covered += tasks[kept++].jobs;
  tasks.resize(kept);
  return tasks;
}

}  // namespace suanli
