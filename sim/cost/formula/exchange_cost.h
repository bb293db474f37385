// exchange_cost.h -- what the ranks of one layer exchange for one microbatch: tensor, context and expert parallelism.
#pragma once

#include "sim/cost/formula/collective_cost.h"
#include "sim/cost/formula/layer_cost.h"

namespace suanli {

// What one layer exchanges for one microbatch, forward and backward; recompute repeats the forward part.
struct ExchangeTimes {
  double forward_s = 0;
  double backward_s = 0;
};

// Tensor parallelism (Shoeybi et al. 2019): two all-reduces of the hidden states each way; sequence parallelism cuts each into
// a reduce-scatter and an all-gather (Korthikanti et al. 2022, section 4.2.2), and gathers both inputs once more in the
// backward pass, where the weights' gradients hide it but for the slowing.
SUANLI_HOST_DEVICE constexpr ExchangeTimes tensor_exchange(const ModelShape& model, const ParallelPlan& plan,
                                                           const Fabric& fabric) {
  const Group group = group_of(plan.tp, 1, fabric);
  const double bytes = layer_slice(model, plan).tokens * model.hidden * bytes_of(DataType::bf16);
  if (!plan.sequence_parallel) {
    const double once = all_reduce_time(group, bytes, fabric);
    return {2 * once, 2 * once};
  }
  const double once = gather_time(group, bytes, fabric);
  return {4 * once, 4 * once + 2 * fabric.link_overlap_cost * once};
}

// Ring attention: keys and values travel around the group, their gradients too.
SUANLI_HOST_DEVICE constexpr ExchangeTimes context_exchange(const ModelShape& model, const ParallelPlan& plan,
                                                            const Fabric& fabric) {
  if (plan.cp <= 1) return {};
  const Group group = group_of(plan.cp, plan.tp, fabric);
  const double bytes = 2 * plan.microbatch * model.sequence * cache_width(model) / plan.tp * bytes_of(DataType::bf16);
  const double once = gather_time(group, bytes, fabric);
  return {once, 2 * once};
}

// Tokens go to their experts and come back.
SUANLI_HOST_DEVICE constexpr ExchangeTimes expert_exchange(const ModelShape& model, const ParallelPlan& plan,
                                                           const Fabric& fabric) {
  if (model.experts == 0 || plan.ep <= 1) return {};
  const Group group = group_of(plan.ep, plan.tp * plan.cp, fabric);
  const LayerSlice slice = layer_slice(model, plan);
  const double bytes = slice.norm_tokens * model.experts_per_token * model.hidden * bytes_of(DataType::bf16);
  const double once = 2 * all_to_all_time(group, bytes, fabric);
  return {once, once};
}

// Repeats of one layer's exchange in a step of a stage: forward, backward, and again when a layer is recomputed.
SUANLI_HOST_DEVICE constexpr double exchange_sum(const ExchangeTimes& times, Recompute recompute) {
  return times.forward_s + times.backward_s + (recompute == Recompute::full ? times.forward_s : 0);
}

}  // namespace suanli
