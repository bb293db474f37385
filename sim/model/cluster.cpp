// cluster.cpp -- from pools as read to nodes in classes, with every mistake of the description told at once.
#include "sim/model/cluster.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "sim/base/check.h"
#include "sim/model/job.h"

namespace suanli {
namespace {

constexpr std::size_t most_nodes = 1'000'000;
constexpr std::int32_t most_devices_per_node = 64;  // a node's free devices of a kind are one 64-bit mask
constexpr double kib_per_gib = 1024.0 * 1024.0;

std::vector<std::string> names_of_zones(const std::vector<Zone>& zones) {
  std::vector<std::string> names;
  for (const Zone& zone : zones) names.push_back(zone.name);
  return names;
}

// Reads one pool into a NodeClass (without nodes), noting what is wrong with it.
class PoolReader {
 public:
  PoolReader(const ClusterSpec& spec, const std::vector<DeviceModel>& models, std::vector<Problem>& problems, std::string file)
      : spec_(spec), models_(models), problems_(problems), file_(std::move(file)) {}

  NodeClass read(std::size_t index) {
    const Pool& pool = spec_.pools[index];
    pointer_ = "/cluster/pools/" + std::to_string(index);
    NodeClass node;
    node.zone = zone_of(pool);
    node.network_gb_per_s = pool.network_gb_per_s;
    node.cpu_model = model_of("/cpu_model", pool.cpu_model, DeviceKind::cpu).value_or(DeviceModelId{});
    node.capacity.cpu_milli = scaled("/cpus", pool.cpus, static_cast<double>(milli));
    node.capacity.memory_kib = scaled("/memory_gib", pool.memory_gib, kib_per_gib);
    for (std::size_t i = 0; i < pool.devices.size(); ++i) add_devices(node, pool.devices[i], i);
    if (pool.count == 0) note("/count", "a pool needs at least one node", "leave the pool out instead");
    const NodeCapacity& has = node.capacity;
    if (has.cpu_milli == 0 && has.gpus == 0 && has.fpgas == 0) note("", "the pool's nodes have neither CPUs nor devices", "");
    return node;
  }

 private:
  void note(const std::string& key, std::string what, std::string hint) {
    problems_.push_back({file_, 0, 0, pointer_ + key, std::move(what), std::move(hint)});
  }

  ZoneId zone_of(const Pool& pool) {
    if (pool.zone.empty()) return ZoneId{};
    for (std::size_t i = 0; i < spec_.zones.size(); ++i) {
      if (spec_.zones[i].name == pool.zone) return static_cast<ZoneId>(i);
    }
    note("/zone", "unknown zone \"" + pool.zone + "\"", did_you_mean(pool.zone, names_of_zones(spec_.zones)));
    return ZoneId{};
  }

  std::optional<DeviceModelId> model_of(const std::string& key, const std::string& name, std::optional<DeviceKind> kind) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < models_.size(); ++i) {
      known.push_back(models_[i].name);
      if (models_[i].name != name) continue;
      if (kind && models_[i].kind != *kind) {
        note(key, "\"" + name + "\" is a " + std::string(name_of(models_[i].kind)) + ", not a " + std::string(name_of(*kind)), "");
      }
      return static_cast<DeviceModelId>(i);
    }
    std::string hint = did_you_mean(name, known);
    if (hint.empty()) hint = "`suanli list devices` names the catalog; add your own under \"devices\"";
    note(key, "unknown device model \"" + name + "\"", std::move(hint));
    return std::nullopt;
  }

  std::int64_t scaled(const std::string& key, double value, double unit) {
    if (!(value >= 0) || value * unit > 1e15) {
      note(key, "must be between 0 and " + std::to_string(static_cast<std::int64_t>(1e15 / unit)), "");
      return 0;
    }
    return std::llround(value * unit);
  }

  void add_devices(NodeClass& node, const DeviceGroup& group, std::size_t index) {
    const std::string key = "/devices/" + std::to_string(index);
    const auto model = model_of(key + "/model", group.model, std::nullopt);
    if (group.count < 1 || group.count > most_devices_per_node) {
      note(key + "/count", "a node has 1 to 64 devices of a kind", "");
      return;
    }
    if (!model) return;
    const DeviceKind kind = models_[index_of(*model)].kind;
    if (kind == DeviceKind::cpu) {
      note(key + "/model", "\"" + group.model + "\" is a CPU; CPUs are told by \"cpus\" and \"cpu_model\"", "");
      return;
    }
    auto& slot = kind == DeviceKind::gpu ? node.gpu_model : node.fpga_model;
    if (slot) {
      note(key, "a node has at most one model of each device kind", "split the pool in two");
      return;
    }
    slot = model;
    (kind == DeviceKind::gpu ? node.capacity.gpus : node.capacity.fpgas) = group.count;
  }

  const ClusterSpec& spec_;
  const std::vector<DeviceModel>& models_;
  std::vector<Problem>& problems_;
  std::string file_;
  std::string pointer_;
};

template <class Item>
void note_twins(const std::vector<Item>& items, const std::string& pointer, const std::string& word, const std::string& file,
                std::vector<Problem>& problems) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string at = pointer + "/" + std::to_string(i) + "/name";
    if (items[i].name.empty()) problems.push_back({file, 0, 0, at, "a " + word + " needs a name", ""});
    else if (!seen.insert(items[i].name).second) {
      problems.push_back({file, 0, 0, at, "two " + word + "s are named \"" + items[i].name + "\"", ""});
    }
  }
}

bool alike(const NodeClass& a, const NodeClass& b) {
  return a.capacity == b.capacity && a.network_gb_per_s == b.network_gb_per_s && a.zone == b.zone && a.cpu_model == b.cpu_model && a.gpu_model == b.gpu_model &&
         a.fpga_model == b.fpga_model;
}

}  // namespace

Cluster::Cluster(ClusterSpec spec, const std::vector<DeviceModel>& catalog, const std::string& file)
    : spec_(std::move(spec)), models_(catalog) {
  if (spec_.zones.empty()) spec_.zones.push_back({"default", ZoneKind::on_prem, 1});
  std::vector<Problem> problems;
  if (spec_.pools.empty()) problems.push_back({file, 0, 0, "/cluster/pools", "a cluster needs at least one pool", ""});
  note_twins(spec_.zones, "/cluster/zones", "zone", file, problems);
  note_twins(spec_.pools, "/cluster/pools", "pool", file, problems);
  std::size_t nodes = 0;
  for (const Pool& pool : spec_.pools) nodes += pool.count;
  if (nodes > most_nodes) {
    problems.push_back({file, 0, 0, "/cluster/pools", "a cluster has at most 1000000 nodes; this one has " + std::to_string(nodes), ""});
  }
  std::vector<NodeClass> read;
  PoolReader reader(spec_, models_, problems, file);
  for (std::size_t i = 0; i < spec_.pools.size(); ++i) read.push_back(reader.read(i));
  if (!problems.empty()) throw InputError(std::move(problems));

  for (std::size_t i = 0; i < spec_.pools.size(); ++i) {
    const Pool& pool = spec_.pools[i];
    auto known = std::find_if(classes_.begin(), classes_.end(), [&](const NodeClass& one) { return alike(one, read[i]); });
    if (known == classes_.end()) {
      classes_.push_back(read[i]);
      known = classes_.end() - 1;
    }
    const auto id = static_cast<ClassId>(known - classes_.begin());
    pool_first_.push_back(static_cast<NodeId>(node_class_.size()));
    for (std::uint32_t k = 0; k < pool.count; ++k) {
      if (pool.rack_size == 0 ? k == 0 : k % pool.rack_size == 0) ++rack_count_;
      known->nodes.push_back(node_class_.push_back(id));
      node_pool_.push_back(static_cast<PoolId>(i));
      node_rack_.push_back(static_cast<RackId>(rack_count_ - 1));
    }
    const NodeCapacity& has = read[i].capacity;
    total_cpu_milli_ += has.cpu_milli * pool.count;
    total_memory_kib_ += has.memory_kib * pool.count;
    total_gpus_ += std::int64_t{has.gpus} * pool.count;
    total_fpgas_ += std::int64_t{has.fpgas} * pool.count;
    largest_ = {std::max(largest_.cpu_milli, has.cpu_milli), std::max(largest_.memory_kib, has.memory_kib),
                std::max(largest_.gpus, has.gpus), std::max(largest_.fpgas, has.fpgas)};
  }
}

std::optional<DeviceModelId> Cluster::find_model(std::string_view name) const {
  for (std::size_t i = 0; i < models_.size(); ++i) {
    if (models_[i].name == name) return static_cast<DeviceModelId>(i);
  }
  return std::nullopt;
}

std::optional<ZoneId> Cluster::find_zone(std::string_view name) const {
  for (std::size_t i = 0; i < spec_.zones.size(); ++i) {
    if (spec_.zones[i].name == name) return static_cast<ZoneId>(i);
  }
  return std::nullopt;
}

std::string Cluster::node_name(NodeId node) const {
  const PoolId id = node_pool_[node];
  const Pool& its = pool(id);
  return its.count == 1 ? its.name : its.name + "-" + std::to_string(index_of(node) - index_of(pool_first_[id]));
}

std::int64_t Cluster::total(DeviceKind kind) const {
  switch (kind) {
    case DeviceKind::cpu:
      return total_cpu_milli_;
    case DeviceKind::gpu:
      return total_gpus_;
    case DeviceKind::fpga:
      return total_fpgas_;
  }
  return 0;
}

}  // namespace suanli
