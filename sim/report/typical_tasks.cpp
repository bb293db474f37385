// typical_tasks.cpp -- counts jobs per shape and keeps the commonest.
#include "sim/report/typical_tasks.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace suanli {
namespace {

// Shapes may differ in the work alone, which makes no difference to what is left free. Empty where no job describes its work.
IdVector<ShapeId, ShapeId> first_of_equal_demand(const Workload& workload) {
  IdVector<ShapeId, ShapeId> first;
  const auto is_described = [](const TaskShape& shape) { return shape.gang > 0; };
  if (std::none_of(workload.shapes.begin(), workload.shapes.end(), is_described)) return first;
  std::map<TaskShape, ShapeId> known;
  for (const ShapeId id : IdRange<ShapeId>(workload.shapes.size())) {
    TaskShape demand = workload.shapes[id];
    demand.work = {};
    demand.gang = 0;
    first.push_back(known.emplace(std::move(demand), id).first->second);
  }
  return first;
}

}  // namespace

std::vector<TypicalTask> typical_tasks(const Workload& workload, DeviceKind kind, int share_percent) {
  const IdVector<ShapeId, ShapeId> alike = first_of_equal_demand(workload);
  IdVector<ShapeId, std::int64_t> jobs(workload.shapes.size());
  for (const ShapeId shape : workload.shape) ++jobs[alike.empty() ? shape : alike[shape]];

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
