// unlike_nodes.h -- a cluster of kinds of nodes that differ in speed, one device a node, and jobs measured on the slowest.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/workloads.h"

namespace suanli::test {

struct KindOfNodes {
  double speed = 1;
  std::uint32_t count = 1;
  std::int32_t gpus = 1;
};

// Pools k0, k1, ... of nodes of 8 CPUs and 64 GiB a GPU with devices of models k0, k1, ...; device "reference" has speed 1.
inline Cluster unlike_nodes(const std::vector<KindOfNodes>& kinds) {
  ClusterSpec spec;
  std::vector<DeviceModel> catalog = small_catalog();
  catalog.push_back({.name = "reference", .kind = DeviceKind::gpu});
  for (const KindOfNodes& kind : kinds) {
    const std::string name = "k" + std::to_string(spec.pools.size());
    spec.pools.push_back({.name = name, .count = kind.count, .cpus = 8.0 * kind.gpus, .memory_gib = 64.0 * kind.gpus, .devices = {{name, kind.gpus}}});
    catalog.push_back({.name = name, .kind = DeviceKind::gpu, .speed = {kind.speed, kind.speed, kind.speed}});
  }
  return Cluster(std::move(spec), catalog);
}

// A job of `run` seconds at speed 1.
inline JobRecord scaled_job(double t, double run, std::int32_t gpus = 1, std::uint32_t tasks = 1) {
  return {.submit = SimTime(seconds(t)), .tasks = tasks, .gpu_milli = gpus * 1000, .duration = seconds(run), .reference_model = "reference"};
}

// A job of `run` seconds whatever the node.
inline JobRecord fixed_job(double t, double run, std::int32_t gpus = 1) {
  return {.submit = SimTime(seconds(t)), .gpu_milli = gpus * 1000, .duration = seconds(run)};
}

}  // namespace suanli::test
