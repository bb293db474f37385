// stage_part.h -- what a stage of the pipeline holds, updates and exchanges once a step, whatever the microbatches.
#pragma once

#include "sim/cost/formula/collective_cost.h"
#include "sim/cost/formula/memory_cost.h"
#include "sim/cost/formula/operator_cost.h"

namespace suanli {

// The three ways to exchange gradients: all-reduce, ZeRO-1 and 2, ZeRO-3.
inline constexpr int exchange_ways = 3;
SUANLI_HOST_DEVICE constexpr int exchange_way(int zero) {
  return (zero + 1) / 2;
}

// Depends on tp, pp, cp, dp, ep and interleave alone (and on the type of gradients, which a search never varies). Pairs are
// indexed by whether ZeRO cuts that state by dp.
struct StagePart {
  double layers = 0;  // of the fullest stage
  double chunks = 1;
  double filling = 0;       // microbatches' worth of idling while the pipeline fills and drains: (p - 1) / v
  double missed_share = 0;  // and for each microbatch that its last round lacks: (v - 1) / v
  double kept_most = 1;     // microbatches whose activations may have to wait
  double stages_after = 0;
  double others = 0;     // 1 when there are other stages
  double message_s = 0;  // of a message between stages, and of each of its bytes; 0 without others
  double message_byte_s = 0;
  double reduced_s[2] = {};  // the gradients' exchange: all-reduced, or scattered and the weights gathered
  double gathered_s = 0;     // ZeRO-3: the weights, for one pass
  double scattered_s = 0;    // ZeRO-3: the gradients
  double optimizer_s[2] = {};
  double offloaded_s[2] = {};  // across the host's link, were all the optimizer's state there
  double weights_bytes[2] = {};
  double gradients_bytes[2] = {};
  double optimizer_bytes[2] = {};
};

// Stages fill and drain: p - 1 times a stage's work, over v when interleaved (Narayanan et al. 2021). Microbatches that do not
// fill the last round of an interleaved pipeline cost (v - 1) chunks for each one missing.
SUANLI_HOST_DEVICE constexpr void fill_pipeline(StagePart& part, const ParallelPlan& plan, const Fabric& fabric) {
  part.chunks = plan.interleave;
  part.filling = (plan.pp - 1) / plan.interleave;
  part.missed_share = (plan.interleave - 1) / plan.interleave;
  part.kept_most = kept_most(plan);
  part.stages_after = plan.pp - 1;
  if (plan.pp <= 1) return;
  part.others = 1;
  const MessagePath path = message_path(plan.tp * plan.cp * plan.dp, plan.pp, fabric);
  part.message_s = path.start_s;
  part.message_byte_s = 1 / path.rate;
}

// Gradients once a step over dp (and cp), as one all-reduce or ZeRO's reduce-scatter and all-gather of the same bytes.
// Gradients of experts travel with the rest, though fewer replicas hold them. ZeRO-3 gathers the weights of one layer at a
// time, for each pass of each microbatch, and scatters its gradients the same way: layer by layer the collectives reach
// Fabric::shard_share of their rate, 21-23 GB/s a device instead of 96 in Narayanan et al. 2021, table 2.
SUANLI_HOST_DEVICE constexpr void fill_exchange(StagePart& part, const ParallelPlan& plan, const Fabric& fabric, double local) {
  const Group group = group_of(plan.dp * plan.cp, plan.tp, fabric);
  const double weights = bytes_of(DataType::bf16);
  part.reduced_s[0] = all_reduce_time(group, plan.gradient_bytes * local, fabric);
  part.reduced_s[1] = gather_time(group, plan.gradient_bytes * local, fabric) + gather_time(group, weights * local, fabric);
  const double each = local / (part.layers * fabric.shard_share);
  part.gathered_s = part.layers * gather_time(group, weights * each, fabric);
  part.scattered_s = part.layers * gather_time(group, plan.gradient_bytes * each, fabric);
}

// Adam over the parameters of the device, from memory: reads gradient, master, two moments, writes master, moments and the
// 16-bit copy; clipping reads the gradients once more. Offloaded state crosses the host's link both ways.
inline constexpr double update_bytes = 12 + 12 + 2;

SUANLI_HOST_DEVICE constexpr void fill_update(StagePart& part, const DeviceRates& device, const ParallelPlan& plan,
                                              double local) {
  const double held[2] = {local, local / plan.dp};
  for (int cut = 0; cut < 2; ++cut) {
    const double bytes = update_bytes * held[cut] + 3 * plan.gradient_bytes * held[cut];
    part.optimizer_s[cut] = device.update_s + stream_time(device, bytes);
    part.offloaded_s[cut] = 12 * held[cut] / device.host_link_rate;
  }
}

SUANLI_HOST_DEVICE constexpr void fill_state(StagePart& part, const ParallelPlan& plan, double local) {
  const StateBytes whole = state_bytes(plan.gradient_bytes, 0, plan.dp);
  const StateBytes cut = state_bytes(plan.gradient_bytes, 3, plan.dp);
  part.weights_bytes[0] = local * whole.weights;
  part.weights_bytes[1] = local * cut.weights;
  part.gradients_bytes[0] = local * whole.gradients;
  part.gradients_bytes[1] = local * cut.gradients;
  part.optimizer_bytes[0] = local * whole.optimizer;
  part.optimizer_bytes[1] = local * cut.optimizer;
}

SUANLI_HOST_DEVICE constexpr StagePart stage_part(const ModelShape& model, const DeviceRates& device, const Fabric& fabric,
                                                  const ParallelPlan& plan) {
  StagePart part;
  part.layers = stage_layers(model, plan);
  const double local = device_parameters(model, plan);
  fill_pipeline(part, plan, fabric);
  fill_exchange(part, plan, fabric, local);
  fill_update(part, device, plan, local);
  fill_state(part, plan, local);
  return part;
}

// What one stage of ZeRO and one share of offload make of it.
SUANLI_HOST_DEVICE constexpr double upkeep_time(const StagePart& part, int zero, double offload) {
  const int cut = zero >= 1 ? 1 : 0;
  return part.optimizer_s[cut] + (offload > 0 ? offload * part.offloaded_s[cut] : 0);
}
SUANLI_HOST_DEVICE constexpr double state_memory(const StagePart& part, int zero, double offload) {
  return part.weights_bytes[zero >= 3 ? 1 : 0] + part.gradients_bytes[zero >= 2 ? 1 : 0] +
         part.optimizer_bytes[zero >= 1 ? 1 : 0] * (1 - offload);
}

}  // namespace suanli
