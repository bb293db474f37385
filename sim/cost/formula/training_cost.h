// training_cost.h -- one training step under a parallel plan: its time part by part, memory, operations, energy and money.
#pragma once

#include "sim/cost/formula/collective_cost.h"
#include "sim/cost/formula/energy_cost.h"
#include "sim/cost/formula/layer_cost.h"
#include "sim/cost/formula/memory_cost.h"
#include "sim/cost/formula/plan_check.h"

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

// ZeRO-3 gathers the weights of one layer at a time, for each pass of each microbatch, and scatters its gradients the same way.
// Layer by layer the collectives reach Fabric::shard_share of their rate: 21-23 GB/s a device instead of 96 in Narayanan et al.
// 2021, table 2.
SUANLI_HOST_DEVICE constexpr double sharded_exchange(const ParallelPlan& plan, const Fabric& fabric, const Group& group,
                                                     double layers, double local, double microbatches) {
  const double each = local / (layers * fabric.shard_share);
  const double gather = layers * gather_time(group, bytes_of(DataType::bf16) * each, fabric);
  const double scatter = layers * gather_time(group, plan.gradient_bytes * each, fabric);
  return microbatches * ((plan.recompute == Recompute::full ? 3 : 2) * gather) + scatter;
}

// Gradients once a step over dp (and cp), as one all-reduce or ZeRO's reduce-scatter and all-gather of the same bytes.
// Gradients of experts travel with the rest, though fewer replicas hold them.
SUANLI_HOST_DEVICE constexpr double data_exchange(const ModelShape& model, const ParallelPlan& plan, const Fabric& fabric,
                                                  double microbatches) {
  const Group group = group_of(plan.dp * plan.cp, plan.tp, fabric);
  const double local = device_parameters(model, plan);
  if (plan.zero == 0) return all_reduce_time(group, plan.gradient_bytes * local, fabric);
  if (plan.zero == 3) return sharded_exchange(plan, fabric, group, stage_layers(model, plan), local, microbatches);
  return gather_time(group, plan.gradient_bytes * local, fabric) + gather_time(group, bytes_of(DataType::bf16) * local, fabric);
}

// Hidden states to the next stage and gradients back. Without overlap each microbatch (each chunk of it) waits for one message
// each way, and the fill and drain of the pipeline for one each per stage.
SUANLI_HOST_DEVICE constexpr double pipeline_message(const ModelShape& model, const ParallelPlan& plan, const Fabric& fabric) {
  if (plan.pp <= 1) return 0;
  const double whole = layer_slice(model, plan).tokens * model.hidden * bytes_of(DataType::bf16);
  const bool cut = plan.scatter_gather || plan.sequence_parallel;
  const double bytes = cut ? whole / plan.tp : whole;
  const double stride = plan.tp * plan.cp * plan.dp;
  double time = message_time(stride, plan.pp, bytes, fabric);
  if (cut && !plan.sequence_parallel) time += gather_time(group_of(plan.tp, 1, fabric), whole, fabric);
  return time;
}

// Adam over the parameters of the device, from memory: reads gradient, master, two moments, writes master, moments and the
// 16-bit copy; clipping reads the gradients once more. Offloaded state crosses the host's link both ways.
inline constexpr double update_bytes = 12 + 12 + 2;

SUANLI_HOST_DEVICE constexpr double optimizer_time(const ModelShape& model, const DeviceRates& device,
                                                   const ParallelPlan& plan) {
  const double local = device_parameters(model, plan);
  const double sharded = plan.zero >= 1 ? local / plan.dp : local;
  const double bytes = update_bytes * sharded + 3 * plan.gradient_bytes * sharded;
  return device.update_s + stream_time(device, bytes);
}

SUANLI_HOST_DEVICE constexpr double offload_time(const ModelShape& model, const DeviceRates& device, const ParallelPlan& plan) {
  if (plan.offload <= 0) return 0;
  const double local = device_parameters(model, plan);
  const double sharded = plan.zero >= 1 ? local / plan.dp : local;
  return plan.offload * 12 * sharded / device.host_link_rate;
}

SUANLI_HOST_DEVICE constexpr void fill_memory(StepCost& cost, const ModelShape& model, const ParallelPlan& plan,
                                              double microbatches) {
  const double local = device_parameters(model, plan);
  const StateBytes each = state_bytes(plan.gradient_bytes, plan.zero, plan.dp);
  cost.weights_bytes = local * each.weights;
  cost.gradients_bytes = local * each.gradients;
  cost.optimizer_bytes = local * each.optimizer * (1 - plan.offload);
  cost.activations_bytes = activation_bytes(model, plan, microbatches);
  cost.memory_bytes = cost.weights_bytes + cost.gradients_bytes + cost.optimizer_bytes + cost.activations_bytes;
}

// What one layer takes for one microbatch: the work, and the exchanges with what shows of them beside it.
struct LayerShare {
  LayerTimes layer;
  double work_s = 0;
  double tensor_s = 0;
  double context_s = 0;
  double expert_s = 0;
  double tensor_shown_s = 0;
  double context_shown_s = 0;
  double window_s = 0;  // of the work, what no exchange is hidden behind yet

  SUANLI_HOST_DEVICE constexpr double shown_s() const {
    return work_s + tensor_shown_s + context_shown_s + expert_s;
  }
};

// Exchanges hide one behind the other, never two in the same second of work: else a faster device could make a step slower.
SUANLI_HOST_DEVICE constexpr LayerShare layer_share(const ModelShape& model, const DeviceRates& device, const Fabric& fabric,
                                                    const ParallelPlan& plan) {
  LayerShare share;
  share.layer = layer_times(model, device, plan);
  share.work_s = share.layer.forward_s + share.layer.backward_s + share.layer.recompute_s;
  share.tensor_s = exchange_sum(tensor_exchange(model, plan, fabric), plan.recompute);
  share.context_s = exchange_sum(context_exchange(model, plan, fabric), plan.recompute);
  share.expert_s = exchange_sum(expert_exchange(model, plan, fabric), plan.recompute);
  share.window_s = share.work_s;
  share.tensor_shown_s = share.tensor_s;
  if (plan.overlap_tp) {
    share.tensor_shown_s = exposed_time(share.tensor_s, share.window_s, fabric.link_overlap_cost);
    share.window_s = larger(0, share.window_s - share.tensor_s);
  }
  share.context_shown_s = exposed_time(share.context_s, share.window_s, fabric.link_overlap_cost);
  share.window_s = larger(0, share.window_s - share.context_s);
  return share;
}

// Stages fill and drain: p - 1 times a stage's work, over v when interleaved (Narayanan et al. 2021). Microbatches that do not
// fill the last round of an interleaved pipeline cost (v - 1) chunks for each one missing.
SUANLI_HOST_DEVICE constexpr double bubble_time(const ParallelPlan& plan, double stage_s, double microbatches) {
  const double v = plan.interleave;
  const double bubble = (plan.pp - 1) / v * stage_s;
  const double ragged = microbatches - whole_part(microbatches / plan.pp) * plan.pp;
  return v > 1 && ragged > 0 ? bubble + (v - 1) * (plan.pp - ragged) * stage_s / v : bubble;
}

// What shows of the gradients' exchange: it runs beside the backward pass of the last microbatch, ZeRO-3's beside every pass.
SUANLI_HOST_DEVICE constexpr double data_exposed(const LayerShare& share, const ParallelPlan& plan, const Fabric& fabric,
                                                 double layers, double microbatches, double link_s) {
  if (!plan.overlap_dp) return link_s;
  const bool always = plan.zero == 3;
  const double passes = share.layer.backward_s + (always ? share.layer.forward_s + share.layer.recompute_s : 0);
  const double window = layers * smaller(passes, share.window_s) * (always ? microbatches : 1);
  return exposed_time(link_s, window, fabric.network_overlap_cost);
}

// Times of the work itself: the stage with the head sets the pace of every microbatch, the others fill and drain.
SUANLI_HOST_DEVICE constexpr void fill_times(StepCost& cost, const ModelShape& model, const DeviceRates& device,
                                             const Fabric& fabric, const ParallelPlan& plan, double microbatches) {
  const double layers = stage_layers(model, plan);
  const double runs = microbatches * layers;
  const LayerShare share = layer_share(model, device, fabric, plan);
  const PassTimes head = head_times(model, device, plan);
  const double message = pipeline_message(model, plan, fabric);
  cost.forward_s = runs * share.layer.forward_s + microbatches * head.forward_s;
  cost.backward_s = runs * share.layer.backward_s + microbatches * head.backward_s;
  cost.recompute_s = runs * share.layer.recompute_s;
  cost.tp_link_s = runs * share.tensor_s;
  cost.cp_link_s = runs * share.context_s;
  cost.ep_link_s = runs * share.expert_s;
  cost.tp_exposed_s = runs * share.tensor_shown_s;
  cost.cp_exposed_s = runs * share.context_shown_s;
  cost.ep_exposed_s = cost.ep_link_s;
  cost.bubble_s = bubble_time(plan, layers * share.shown_s(), microbatches);
  cost.pp_link_s = 2 * message * (microbatches * plan.interleave + plan.pp - 1);
  cost.pp_exposed_s = plan.overlap_pp ? 2 * message * (plan.pp - 1) : cost.pp_link_s;
  cost.dp_link_s = data_exchange(model, plan, fabric, microbatches);
  cost.dp_exposed_s = data_exposed(share, plan, fabric, layers, microbatches, cost.dp_link_s);
  cost.optimizer_s = optimizer_time(model, device, plan);
  cost.offload_s = offload_time(model, device, plan);
  const double own = cost.forward_s + cost.backward_s + cost.recompute_s + cost.bubble_s + cost.optimizer_s + cost.offload_s;
  const double exchanged = cost.tp_exposed_s + cost.cp_exposed_s + cost.ep_exposed_s + cost.pp_exposed_s + cost.dp_exposed_s;
  cost.straggle_s = fabric.straggle * doublings(shares(plan.devices, fabric.devices_per_node)) * (own + exchanged);
  cost.step_s = own + exchanged + cost.straggle_s;
}

// The whole estimate. An infeasible plan says why first; one that lacks memory says how much, with every other part filled.
SUANLI_HOST_DEVICE constexpr StepCost training_step(const ModelShape& model, const DeviceRates& device, const Fabric& fabric,
                                                    const ParallelPlan& plan) {
  StepCost cost;
  cost.reason = plan_problem(model, device, plan);
  if (cost.reason != Infeasible::no) return cost;
  const double microbatches = plan.batch / (plan.dp * plan.microbatch);
  fill_memory(cost, model, plan, microbatches);
  fill_times(cost, model, device, fabric, plan, microbatches);
  const double room = device.memory_bytes * device.usable_memory;
  if (cost.memory_bytes > room) {
    cost.reason = Infeasible::memory;
    cost.missing_bytes = cost.memory_bytes - room;
  }
  cost.feasible = cost.reason == Infeasible::no;
  cost.model_flops = model_flops(model, plan.batch);
  const bool nothing_again = plan.fused_attention && plan.recompute == Recompute::selective;  // fused kernels keep no scores
  cost.hardware_flops = cost.model_flops + (nothing_again ? 0 : recompute_flops(model, plan.batch, plan.recompute));
  const double peak = cost.step_s * plan.devices * product_rate(device, plan.type);
  cost.mfu = cost.model_flops / peak;
  cost.hfu = cost.hardware_flops / peak;
  const double busy = cost.forward_s + cost.backward_s + cost.recompute_s + cost.optimizer_s;
  cost.energy_j = devices_energy(device, fabric, plan.devices, cost.step_s, smaller(1, busy / cost.step_s));
  cost.cost_usd = devices_price(device, plan.devices, cost.step_s);
  return cost;
}

}  // namespace suanli
