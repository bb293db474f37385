// layer_part.h -- what a layer takes for one microbatch: all of a step that depends on neither the pipeline nor the replicas.
#pragma once

#include "sim/cost/formula/exchange_cost.h"
#include "sim/cost/formula/memory_cost.h"

namespace suanli {

// Depends on tp, cp, ep, microbatch, sequence parallelism and recompute alone (and on what a search never varies: data type,
// fused attention, scatter-gather). Pairs are indexed by whether tensor exchanges overlap work.
struct LayerPart {
  LayerTimes layer;
  PassTimes head;
  double tensor_s = 0;  // on the link
  double context_s = 0;
  double expert_s = 0;
  double tensor_shown_s[2] = {};
  double context_shown_s[2] = {};
  double work_s = 0;           // of the layer: forward, backward, recompute
  double head_s = 0;           // forward and backward
  double shown_s[2] = {};      // work and what shows of the exchanges
  double last_free_s[2] = {};  // of the backward pass, what no exchange is hidden behind yet
  double each_free_s[2] = {};  // of all passes
  double weight_passes = 2;    // passes that need the weights: ZeRO-3 gathers them for each
  double message_bytes = 0;    // from stage to stage
  double message_gather_s = 0;
  double kept_bytes = 0;     // activations of a layer that wait for the backward pass
  double passing_bytes = 0;  // of a layer calculated again
  double logits_bytes = 0;
};

// Exchanges hide one behind the other, never two in the same second of work: else a faster device could make a step slower.
SUANLI_HOST_DEVICE constexpr void hide_exchanges(LayerPart& part, const Fabric& fabric, bool overlap_tp) {
  const int i = overlap_tp ? 1 : 0;
  const double behind = overlap_tp ? part.tensor_s : 0;
  part.tensor_shown_s[i] = overlap_tp ? exposed_time(part.tensor_s, part.work_s, fabric.link_overlap_cost) : part.tensor_s;
  const double left = larger(0, part.work_s - behind);
  part.context_shown_s[i] = exposed_time(part.context_s, left, fabric.link_overlap_cost);
  const double free = larger(0, left - part.context_s);
  part.last_free_s[i] = smaller(part.layer.backward_s, free);
  part.each_free_s[i] = smaller(part.work_s, free);
  part.shown_s[i] = part.work_s + part.tensor_shown_s[i] + part.context_shown_s[i] + part.expert_s;
}

// Hidden states to the next stage: 1/tp of them each when they are cut anyway, or cut for the way and gathered behind it.
SUANLI_HOST_DEVICE constexpr void fill_message(LayerPart& part, const ModelShape& model, const Fabric& fabric,
                                               const ParallelPlan& plan) {
  const double whole = layer_slice(model, plan).tokens * model.hidden * bytes_of(DataType::bf16);
  const bool cut = plan.scatter_gather || plan.sequence_parallel;
  part.message_bytes = cut ? whole / plan.tp : whole;
  part.message_gather_s = cut && !plan.sequence_parallel ? gather_time(group_of(plan.tp, 1, fabric), whole, fabric) : 0;
}

SUANLI_HOST_DEVICE constexpr void fill_activations(LayerPart& part, const ModelShape& model, const ParallelPlan& plan) {
  part.kept_bytes = layer_activations(model, plan, plan.recompute);
  part.passing_bytes = passing_activations(model, plan);
  part.logits_bytes = logits_bytes(model, plan);
}

// Of it, what does not depend on recompute either: nearly all the arithmetic.
struct LayerBase {
  LayerWork work;
  PassTimes head;
  ExchangeTimes tensor;
  ExchangeTimes context;
  ExchangeTimes expert;
};

SUANLI_HOST_DEVICE constexpr LayerBase layer_base(const ModelShape& model, const DeviceRates& device, const Fabric& fabric,
                                                  const ParallelPlan& plan) {
  return {layer_work(model, device, plan), head_times(model, device, plan), tensor_exchange(model, plan, fabric),
          context_exchange(model, plan, fabric), expert_exchange(model, plan, fabric)};
}

SUANLI_HOST_DEVICE constexpr LayerPart layer_part(const LayerBase& base, const ModelShape& model, const Fabric& fabric,
                                                  const ParallelPlan& plan) {
  LayerPart part;
  part.layer = layer_times(base.work, plan);
  part.head = base.head;
  part.work_s = part.layer.forward_s + part.layer.backward_s + part.layer.recompute_s;
  part.head_s = part.head.forward_s + part.head.backward_s;
  part.tensor_s = exchange_sum(base.tensor, plan.recompute);
  part.context_s = exchange_sum(base.context, plan.recompute);
  part.expert_s = exchange_sum(base.expert, plan.recompute);
  hide_exchanges(part, fabric, false);
  hide_exchanges(part, fabric, true);
  part.weight_passes = plan.recompute == Recompute::full ? 3 : 2;
  fill_message(part, model, fabric, plan);
  fill_activations(part, model, plan);
  return part;
}
SUANLI_HOST_DEVICE constexpr LayerPart layer_part(const ModelShape& model, const DeviceRates& device, const Fabric& fabric,
                                                  const ParallelPlan& plan) {
  return layer_part(layer_base(model, device, fabric, plan), model, fabric, plan);
}

}  // namespace suanli
