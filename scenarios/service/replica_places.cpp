// replica_places.cpp -- a demand becomes a task shape, resolved as those of jobs are.
#include "scenarios/service/replica_places.h"

#include <algorithm>
#include <cmath>

#include "sim/engine/shape_table.h"
#include "sim/model/deciding_device.h"
#include "sim/model/workload.h"

namespace suanli {
namespace {

TaskShape task_of(const ServiceDemand& demand) {
  TaskShape task;
  const bool no_device = demand.gpus == 0 && demand.fpgas == 0;
  task.cpu_milli = std::llround(demand.cpus.value_or(no_device ? 1 : 0) * static_cast<double>(milli));
  task.memory_kib = std::llround(demand.memory_gib * 0x1p20);
  task.gpu_milli = static_cast<std::int32_t>(std::llround(demand.gpus * static_cast<double>(milli)));
  task.fpgas = demand.fpgas;
  return task;
}

double devices_of(const TaskShape& task, DeviceKind kind, double cores) {
  switch (kind) {
    case DeviceKind::gpu:
      return task.gpu_milli / static_cast<double>(milli);
    case DeviceKind::fpga:
      return task.fpgas;
    case DeviceKind::cpu:
      return static_cast<double>(task.cpu_milli) / static_cast<double>(milli) / cores;
  }
  return 1;
}

ReplicaPlace place_on(ClassId id, const TaskShape& task, std::uint32_t tasks, const Cluster& cluster, const CostNames& names) {
  const NodeClass& node = cluster.node_class(id);
  const DeviceKind kind = deciding_kind(task);
  ReplicaPlace place;
  place.id = id;
  place.kind = kind;
  const auto model = model_of(node, kind);
  SUANLI_ASSERT(model.has_value(), "a task that fits a node finds its device there");
  place.device = cluster.model(*model).name;
  place.figures = names.device(place.device);
  const double a_task = devices_of(task, kind, place.figures == nullptr ? 1 : place.figures->cores);
  place.devices = tasks * a_task;
  if (place.figures == nullptr) return place;
  place.rates = names.rates(*place.figures);
  const double there = std::max(1, kind == DeviceKind::fpga ? node.capacity.fpgas : node.capacity.gpus);
  place.fabric =
      fabric_between(*place.figures, NetworkFigures{.devices_per_node = std::max(1.0, a_task),
                                                    .network_gb_per_s = node.network_gb_per_s * std::min(1.0, a_task / there)});
  place.engine = serving_engine(*place.figures);
  return place;
}

}  // namespace

ReplicaPlaces replica_places(const ServiceDemand& demand, const Cluster& cluster, const CostNames& names) {
  ReplicaPlaces found;
  found.task = task_of(demand);
  Workload asked;  // of this one shape
  TaskShape shape = found.task;
  for (const std::string& model : demand.device_model) shape.device_models.push_back(asked.names.intern(model));
  for (const std::string& zone : demand.zones) shape.zones.push_back(asked.names.intern(zone));
  asked.shapes.push_back(std::move(shape));
  const ShapeTable table(asked, cluster);
  const ShapeOnCluster& resolved = table[ShapeId{}];
  found.never = resolved.never;
  for (std::size_t i = 0; i < resolved.classes.size(); ++i) {
    const std::int64_t replicas = resolved.class_tasks[i] / demand.tasks;
    if (replicas == 0) continue;
    found.places.push_back(place_on(resolved.classes[i], found.task, demand.tasks, cluster, names));
    found.places.back().replicas = replicas;
  }
  return found;
}

}  // namespace suanli
