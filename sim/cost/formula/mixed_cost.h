// mixed_cost.h -- one step over groups of unlike devices: each group trains replicas of its own plan on a share of the batch.
#pragma once

#include "sim/cost/formula/training_cost.h"

namespace suanli {

// What one group brings: its step on its share of the batch, as training_step gives it with the plan's batch set to the share.
struct MixedGroup {
  StepCost cost;
  ParallelPlan plan;
};

SUANLI_HOST_DEVICE constexpr double nodes_of(double devices, const Fabric& fabric) {
  return shares(devices, fabric.devices_per_node);
}

// Bytes/s that a group sends to another one through all adapters of its nodes.
SUANLI_HOST_DEVICE constexpr double group_rate(double devices, const Fabric& fabric) {
  return nodes_of(devices, fabric) * fabric.network_rate * fabric.network_share;
}

// Gradients between `groups` groups: inside each they are reduced and scattered already (that is in its own step), so each group exchanges them
// once in all, as a ring of whole groups at the rate of the slowest: 2 (G - 1) / G S, with 2 (G - 1) messages one after the other. The inner and
// outer rings of Cho et al. (BlueConnect, 2019, section 3). Limits: the groups' switches meet without a bottleneck of their own, nothing of it
// is hidden behind the backward pass, and shards of unlike plans are handed on without being cut anew.
SUANLI_HOST_DEVICE constexpr double between_groups_time(double groups, double bytes, double slowest_rate, double latency_s) {
  if (groups <= 1) return 0;
  return 2 * (groups - 1) * latency_s + 2 * (groups - 1) / groups * bytes / slowest_rate;
}

// A group's step when it runs beside others: it waits for the slowest of all nodes, not of its own alone.
SUANLI_HOST_DEVICE constexpr double straggle_among(const StepCost& cost, const Fabric& fabric, double all_nodes) {
  return fabric.straggle * doublings(all_nodes) * (cost.step_s - cost.straggle_s);
}
SUANLI_HOST_DEVICE constexpr double step_among(const StepCost& cost, const Fabric& fabric, double all_nodes) {
  return cost.step_s - cost.straggle_s + straggle_among(cost, fabric, all_nodes);
}

// Joules of a group during a step that takes longer than its own: it idles the rest of it.
SUANLI_HOST_DEVICE constexpr double energy_during(const StepCost& cost, const DeviceRates& device, const Fabric& fabric, double devices,
                                                  double step_s) {
  const double busy = cost.forward_s + cost.backward_s + cost.recompute_s + cost.optimizer_s;
  return devices_energy(device, fabric, devices, step_s, smaller(1, busy / step_s));
}

}  // namespace suanli
