// shape_table.cpp -- resolves shapes and finds out whether one number describes what is free.
#include "sim/engine/shape_table.h"

#include <algorithm>

#include "sim/engine/free_state.h"
#include "sim/engine/serving/service_spec.h"
#include "sim/model/deciding_device.h"

namespace suanli {
namespace {

bool names(const std::vector<NameId>& wanted, const NameTable& table, std::string_view name) {
  return std::any_of(wanted.begin(), wanted.end(), [&](NameId id) { return table.text(id) == name; });
}

// Tasks of a shape an empty node of the class holds; shares counted per device.
std::int64_t slots_when_empty(const TaskShape& task, const NodeCapacity& capacity) {
  const FreeState empty = FreeState::of(capacity);
  if (!fits(empty, task)) return 0;
  if (!task.shares_a_gpu()) return slots(empty, task);
  const TaskShape without_share{.cpu_milli = task.cpu_milli, .memory_kib = task.memory_kib, .fpgas = task.fpgas};
  return std::min(slots(empty, without_share), capacity.gpus * (milli / task.gpu_milli));
}

}  // namespace

void ShapeOnCluster::confine(const ShapeOnCluster& whole, std::span<const ClassId> to) {
  task = whole.task;
  classes.assign(to.begin(), to.end());
  class_allowed.assign(whole.class_allowed.size(), false);
  class_tasks.clear();
  for (std::size_t at = 0; at < whole.classes.size(); ++at) {
    if (std::find(to.begin(), to.end(), whole.classes[at]) == to.end()) continue;
    class_allowed[index_of(whole.classes[at])] = true;
    class_tasks.push_back(whole.class_tasks[at]);
  }
  pools = whole.pools;
  most_tasks = whole.most_tasks;
  never = whole.never;
  units = whole.units;
}

void ShapeTable::reset(const Workload& workload, const Cluster& cluster, const EstimateTable* table,
                       std::span<const ServiceSpec* const> services) {
  workload_ = &workload;
  table_ = table;
  unit_ = Unit::cpu_milli;
  scalar_ = false;
  total_units_ = 0;
  const auto& all = workload.shapes.items();
  const bool cpu_only = std::all_of(all.begin(), all.end(), [](const TaskShape& task) {
    return task.gpu_milli == 0 && task.fpgas == 0 && task.memory_kib == 0 && task.device_models.empty() && task.zones.empty();
  });
  const bool one_shape = all.size() == 1 && cluster.classes().size() == 1 && !all[0].shares_a_gpu();
  if (!services.empty()) {
    if (cluster.total(DeviceKind::gpu) > 0) unit_ = Unit::gpu_milli;
  } else if (cpu_only && cluster.node_count() == 1) {
    scalar_ = true;
  } else if (one_shape) {
    scalar_ = true;
    unit_ = Unit::slot;
  } else if (cluster.total(DeviceKind::gpu) > 0) {
    unit_ = Unit::gpu_milli;
  }
  pools_.assign(cluster.classes().size(), 0);
  for (const NodeId node : IdRange<NodeId>(cluster.node_count())) {
    pools_[cluster.class_of(node)] |= std::uint64_t{1} << std::min<std::size_t>(index_of(cluster.pool_of(node)), 63);
  }
  size_ = all.size();
  if (shapes_.size() < size_) shapes_.resize(size_);
  for (const ShapeId id : IdRange<ShapeId>(size_)) resolve_job(id, cluster);
  service_shapes_.resize(services.size());
  for (std::size_t i = 0; i < services.size(); ++i) resolve_service(static_cast<ServiceId>(i), *services[i], cluster);
  for (const NodeClass& node : cluster.classes()) {
    total_units_ += units_of(FreeState::of(node.capacity)) * static_cast<std::int64_t>(node.nodes.size());
  }
}

template <class Allowed>
void ShapeTable::resolve(ShapeOnCluster& shape, const TaskShape& task, const Cluster& cluster, const Allowed& allowed) {
  shape.task = task;
  shape.classes.clear();
  shape.class_tasks.clear();
  shape.pools = 0;
  shape.most_tasks = 0;
  shape.class_allowed.assign(cluster.classes().size(), false);
  bool zone_known = false;
  bool model_known = false;
  bool has_no_plan = false;
  for (const ClassId id : IdRange<ClassId>(cluster.classes().size())) {
    const NodeClass& node = cluster.node_class(id);
    if (!allowed.zone(node)) continue;
    zone_known = true;
    if (!allowed.model(node)) continue;
    model_known = true;
    const std::int64_t per_node = slots_when_empty(task, node.capacity);
    if (per_node == 0) continue;
    if (!allowed.work(id)) {
      has_no_plan = true;
      continue;
    }
    shape.classes.push_back(id);
    shape.class_allowed[index_of(id)] = true;
    shape.class_tasks.push_back(per_node * static_cast<std::int64_t>(node.nodes.size()));
    shape.most_tasks += shape.class_tasks.back();
    shape.pools |= pools_[id];
  }
  shape.never = !zone_known ? RejectReason::no_such_zone : !model_known ? RejectReason::no_such_model
                : has_no_plan ? RejectReason::no_plan : RejectReason::too_large;
  shape.units = unit_ == Unit::slot ? 1 : unit_ == Unit::gpu_milli ? task.gpu_milli : task.cpu_milli;
}

void ShapeTable::resolve_job(ShapeId shape_id, const Cluster& cluster) {
  const TaskShape& task = workload_->shapes[shape_id];
  struct {
    const ShapeTable& table;
    const Cluster& cluster;
    const TaskShape& task;
    ShapeId id;
    bool zone(const NodeClass& node) const {
      return task.zones.empty() || names(task.zones, table.workload_->names, cluster.zone(node.zone).name);
    }
    bool model(const NodeClass& node) const {
      if (task.device_models.empty()) return true;
      const auto model = model_of(node, deciding_kind(task));
      return model && names(task.device_models, table.workload_->names, cluster.model(*model).name);
    }
    bool work(ClassId node_class) const {
      return table.table_ == nullptr || task.work == WorkId{} || table.table_->possible(id, node_class);
    }
  } const allowed{*this, cluster, task, shape_id};
  resolve(shapes_[shape_id], task, cluster, allowed);
}

void ShapeTable::resolve_service(ServiceId id, const ServiceSpec& service, const Cluster& cluster) {
  struct {
    const Cluster& cluster;
    const ServiceSpec& service;
    static bool lists(const std::vector<std::string>& wanted, std::string_view name) {
      return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
    }
    bool zone(const NodeClass& node) const { return lists(service.zones, cluster.zone(node.zone).name); }
    bool model(const NodeClass& node) const {
      const auto model = model_of(node, deciding_kind(service.task));
      return service.device_models.empty() || (model && lists(service.device_models, cluster.model(*model).name));
    }
    bool work(ClassId node_class) const { return service.on_class[node_class].possible; }
  } const allowed{cluster, service};
  resolve(service_shapes_[id], service.task, cluster, allowed);
}

std::optional<RejectReason> ShapeTable::never_runs(JobId job) const {
  const ShapeOnCluster& shape = shapes_[workload_->shape[job]];
  if (shape.most_tasks == 0) return shape.never;
  if (shape.most_tasks < workload_->tasks[job]) return RejectReason::too_large;
  return std::nullopt;
}

std::int64_t ShapeTable::units_of(const FreeState& free) const {
  switch (unit_) {
    case Unit::cpu_milli:
      return free.cpu_milli;
    case Unit::gpu_milli:
      return free.gpu_milli;
    case Unit::slot:
      return size_ == 0 || shapes_.items()[0].most_tasks == 0 ? 0 : slots(free, shapes_.items()[0].task);
  }
  return 0;
}

}  // namespace suanli
