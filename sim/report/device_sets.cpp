// device_sets.cpp -- sorts nodes by the devices they have and adds up their time.
#include "sim/report/device_sets.h"

#include <map>

namespace suanli {
namespace {

void add(DeviceSet& set, NodeId node, std::int64_t units) {
  set.nodes.push_back(node);
  set.milli_units += units;
}

DeviceModelId model_of(const NodeClass& node_class, DeviceKind kind) {
  switch (kind) {
    case DeviceKind::cpu:
      return node_class.cpu_model;
    case DeviceKind::gpu:
      return node_class.gpu_model.value();
    case DeviceKind::fpga:
      return node_class.fpga_model.value();
  }
  return node_class.cpu_model;
}

template <class Id>
void append_if_several(std::vector<DeviceSet>& sets, std::map<Id, DeviceSet>& parts) {
  if (parts.size() < 2) return;
  for (auto& [id, part] : parts) sets.push_back(std::move(part));
}

}  // namespace

std::int64_t milli_units(const NodeCapacity& capacity, DeviceKind kind) {
  switch (kind) {
    case DeviceKind::cpu:
      return capacity.cpu_milli;
    case DeviceKind::gpu:
      return capacity.gpus * milli;
    case DeviceKind::fpga:
      return capacity.fpgas * milli;
  }
  return 0;
}

std::vector<DeviceSet> device_sets(const Cluster& cluster, DeviceSets which) {
  std::vector<DeviceSet> sets;
  for (const DeviceKind kind : device_kinds) {
    const std::string name(name_of(kind));
    DeviceSet all{name, kind, {}, 0};
    std::map<DeviceModelId, DeviceSet> models;
    std::map<PoolId, DeviceSet> pools;
    for (const NodeId node : IdRange<NodeId>(cluster.node_count())) {
      const std::int64_t units = milli_units(cluster.capacity(node), kind);
      if (units == 0) continue;
      add(all, node, units);
      if (which == DeviceSets::kinds) continue;
      const DeviceModelId model = model_of(cluster.node_class(node), kind);
      const PoolId pool = cluster.pool_of(node);
      add(models.try_emplace(model, DeviceSet{name + ':' + cluster.model(model).name, kind, {}, 0}).first->second, node, units);
      add(pools.try_emplace(pool, DeviceSet{name + '@' + cluster.pool(pool).name, kind, {}, 0}).first->second, node, units);
    }
    sets.push_back(std::move(all));
    append_if_several(sets, models);
    append_if_several(sets, pools);
  }
  return sets;
}

DeviceTime device_time(const RunResult& run, const DeviceSet& set) {
  const auto kind = static_cast<std::size_t>(set.kind);
  DeviceTime time;
  for (const NodeId node : set.nodes) {
    time.busy += run.busy[node][kind];
    time.allocated += run.allocated[node][kind];
  }
  time.total = Int128{set.milli_units} * run.window.length().count();
  return time;
}

double device_seconds(Int128 milli_ns) {
  return static_cast<double>(milli_ns) / 1e12;
}

}  // namespace suanli
