// cluster.h -- the machines: zones, pools, racks, nodes and what each node has. Immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/ids.h"
#include "sim/model/device.h"

namespace suanli {

enum class ZoneKind : unsigned char { on_prem, cloud, edge };

// Prices and carbon are kept as read (they go into the effective scenario); nothing is computed from them yet.
struct Zone {
  std::string name;
  ZoneKind kind = ZoneKind::on_prem;
  double pue = 1;
};

// Devices of one model in a node. A node has at most one GPU model and one FPGA model.
struct DeviceGroup {
  std::string model;
  std::int32_t count = 0;
};

// `count` equal nodes, as the scenario says it.
struct Pool {
  std::string name;
  std::string zone;  // empty: the first zone
  std::uint32_t count = 1;
  double cpus = 0;  // to a thousandth
  double memory_gib = 0;
  std::string cpu_model = "generic-cpu";
  std::vector<DeviceGroup> devices;
  double network_gb_per_s = 0;  // of each node, per direction; 0: not modelled
  std::uint32_t rack_size = 0;  // nodes per rack; 0: the whole pool is one rack
};

// A link between zones, named; bandwidth per direction.
struct ZoneLink {
  std::string from;
  std::string to;
  double bandwidth_gb_per_s = 0;
  double latency_s = 0;
};

struct ClusterSpec {
  std::vector<Zone> zones;
  std::vector<Pool> pools;
  std::vector<ZoneLink> links;
};

// What a node can hold, in the integer units of TaskShape.
struct NodeCapacity {
  std::int64_t cpu_milli = 0;
  std::int64_t memory_kib = 0;
  std::int32_t gpus = 0;
  std::int32_t fpgas = 0;
  bool operator==(const NodeCapacity&) const = default;
};

// Nodes that neither a placement test nor a run time can tell apart: equal capacity, network, models and zone.
struct NodeClass {
  NodeCapacity capacity;
  double network_gb_per_s = 0;  // of the pool
  ZoneId zone{};
  DeviceModelId cpu_model{};
  std::optional<DeviceModelId> gpu_model;
  std::optional<DeviceModelId> fpga_model;
  std::vector<NodeId> nodes;  // rising
};

class Cluster {
 public:
  // [InputError] naming `file`: no pools, unknown zone or device model, two models of one kind in a node, counts of 0, more than
  // 1e6 nodes, more than 64 GPUs or FPGAs a node, two pools or zones of one name. All problems at once.
  Cluster(ClusterSpec spec, const std::vector<DeviceModel>& catalog, const std::string& file = {});

  std::size_t node_count() const { return node_class_.size(); }
  ClassId class_of(NodeId node) const { return node_class_[node]; }
  const NodeClass& node_class(ClassId id) const { return classes_[id]; }
  const NodeClass& node_class(NodeId node) const { return classes_[node_class_[node]]; }
  const IdVector<ClassId, NodeClass>& classes() const { return classes_; }
  const NodeCapacity& capacity(NodeId node) const { return classes_[node_class_[node]].capacity; }
  PoolId pool_of(NodeId node) const { return node_pool_[node]; }
  RackId rack_of(NodeId node) const { return node_rack_[node]; }
  std::size_t rack_count() const { return rack_count_; }
  std::size_t pool_count() const { return spec_.pools.size(); }
  const Pool& pool(PoolId id) const { return spec_.pools[index_of(id)]; }
  NodeId first_node(PoolId id) const { return pool_first_[id]; }
  const Zone& zone(ZoneId id) const { return spec_.zones[index_of(id)]; }
  std::size_t zone_count() const { return spec_.zones.size(); }
  ZoneId zone_of(NodeId node) const { return node_class(node).zone; }
  const std::vector<ZoneLink>& links() const { return spec_.links; }
  const DeviceModel& model(DeviceModelId id) const { return models_[index_of(id)]; }
  std::optional<DeviceModelId> find_model(std::string_view name) const;
  std::optional<ZoneId> find_zone(std::string_view name) const;

  // "<pool>-<index>", or "<pool>" for a pool of one.
  std::string node_name(NodeId node) const;

  // Sum over nodes.
  const NodeCapacity& largest_node() const { return largest_; }
  std::int64_t total_cpu_milli() const { return total_cpu_milli_; }
  std::int64_t total_memory_kib() const { return total_memory_kib_; }
  std::int64_t total(DeviceKind kind) const;  // CPUs in milli, GPUs and FPGAs in devices

 private:
  ClusterSpec spec_;
  std::vector<DeviceModel> models_;
  IdVector<ClassId, NodeClass> classes_;
  IdVector<NodeId, ClassId> node_class_;
  IdVector<NodeId, PoolId> node_pool_;
  IdVector<NodeId, RackId> node_rack_;
  IdVector<PoolId, NodeId> pool_first_;
  std::size_t rack_count_ = 0;
  NodeCapacity largest_;  // largest of each resource over all nodes
  std::int64_t total_cpu_milli_ = 0;
  std::int64_t total_memory_kib_ = 0;
  std::int64_t total_gpus_ = 0;
  std::int64_t total_fpgas_ = 0;
};

}  // namespace suanli
