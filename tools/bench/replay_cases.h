// replay_cases.h -- the machines and jobs that whole replays are measured with.
#pragma once

#include <cstdint>
#include <memory>

#include "policies/registry.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"

namespace suanli::bench {

// Alike nodes of 64 CPUs and eight GPUs.
Cluster gpu_cluster(std::uint32_t nodes);

// One-node jobs of CPUs, memory and none to eight GPUs that keep the nodes of gpu_cluster about 90 % full.
std::unique_ptr<const Workload> one_node_jobs(std::uint32_t nodes, int count);

// FCFS and best fit, with their defaults, for one run.
struct FcfsBestFit {
  std::unique_ptr<SchedulingPolicy> scheduling;
  std::unique_ptr<PlacementPolicy> placement;
  FcfsBestFit();
};

}  // namespace suanli::bench
