// device_sets.h -- the devices a row is about: all of a kind, those of one model, those of one pool.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/int128.h"
#include "sim/model/cluster.h"
#include "sim/report/run_result.h"

namespace suanli {

struct DeviceSet {
  std::string label;  // "gpu", "gpu:<model>", "gpu@<pool>"
  DeviceKind kind{};
  std::vector<NodeId> nodes;  // that have some
  std::int64_t milli_units = 0;
};

enum class DeviceSets : unsigned char { kinds, kinds_models_and_pools };

// By kind: the kind itself (empty when the cluster has none), then its models and then its pools where there are several.
std::vector<DeviceSet> device_sets(const Cluster& cluster, DeviceSets which);

// Devices of the kind in the node, in milli; CPUs are cores.
std::int64_t milli_units(const NodeCapacity& capacity, DeviceKind kind);

// In milli-units x ns, inside the window.
struct DeviceTime {
  Int128 busy = 0;
  Int128 allocated = 0;
  Int128 total = 0;
};
DeviceTime device_time(const RunResult& run, const DeviceSet& set);

// Whole devices x seconds.
double device_seconds(Int128 milli_ns);

}  // namespace suanli
