// training_cost.h -- one training step under a parallel plan: its time part by part, memory, operations, energy and money.
#pragma once

#include "sim/cost/formula/plan_check.h"
#include "sim/cost/formula/step_sum.h"

namespace suanli {

// The plan's own choice of every term.
SUANLI_HOST_DEVICE constexpr void fill_memory(StepCost& cost, const StagePart& stage, const OuterCost& outer,
                                              const ParallelPlan& plan) {
  cost.weights_bytes = stage.weights_bytes[plan.zero >= 3 ? 1 : 0];
  cost.gradients_bytes = stage.gradients_bytes[plan.zero >= 2 ? 1 : 0];
  cost.optimizer_bytes = stage.optimizer_bytes[plan.zero >= 1 ? 1 : 0] * (1 - plan.offload);
  cost.activations_bytes = outer.activations_bytes;
  cost.memory_bytes = state_memory(stage, plan.zero, plan.offload) + outer.activations_bytes;
}

// Times of the work itself, and of exchanges inside layers.
SUANLI_HOST_DEVICE constexpr void fill_work(StepCost& cost, const LayerPart& layer, const StagePart& stage,
                                            const Rounds& rounds, const ParallelPlan& plan) {
  const double runs = rounds.microbatches * stage.layers;
  const int i = plan.overlap_tp ? 1 : 0;
  cost.forward_s = runs * layer.layer.forward_s + rounds.microbatches * layer.head.forward_s;
  cost.backward_s = runs * layer.layer.backward_s + rounds.microbatches * layer.head.backward_s;
  cost.recompute_s = runs * layer.layer.recompute_s;
  cost.bubble_s = bubble_rounds(stage, rounds) * stage.layers * layer.shown_s[i];
  cost.tp_link_s = runs * layer.tensor_s;
  cost.cp_link_s = runs * layer.context_s;
  cost.ep_link_s = runs * layer.expert_s;
  cost.tp_exposed_s = runs * layer.tensor_shown_s[i];
  cost.cp_exposed_s = runs * layer.context_shown_s[i];
  cost.ep_exposed_s = cost.ep_link_s;
}

SUANLI_HOST_DEVICE constexpr void fill_times(StepCost& cost, const StepFrame& frame, const StagePart& stage,
                                             const OuterCost& outer, const ParallelPlan& plan) {
  cost.pp_link_s = outer.messages_s[0];
  cost.pp_exposed_s = outer.messages_s[plan.overlap_pp ? 1 : 0];
  cost.dp_link_s = outer.link_s[exchange_way(plan.zero)];
  cost.dp_exposed_s = gradients_time(outer, plan.zero, plan.overlap_tp, plan.overlap_dp);
  cost.optimizer_s = stage.optimizer_s[plan.zero >= 1 ? 1 : 0];
  cost.offload_s = plan.offload > 0 ? plan.offload * stage.offloaded_s[plan.zero >= 1 ? 1 : 0] : 0;
  const double pace = pace_time(outer.paced_s[plan.overlap_tp ? 1 : 0], cost.pp_exposed_s);
  const double closing = closing_time(upkeep_time(stage, plan.zero, plan.offload), cost.dp_exposed_s);
  cost.step_s = step_time(frame, pace, closing);
  cost.straggle_s = frame.straggle * (pace + closing);
  cost.energy_j = step_energy(frame, cost.step_s, outer.work_s + cost.optimizer_s);
  cost.cost_usd = frame.usd_per_s * cost.step_s;
}

SUANLI_HOST_DEVICE constexpr void fill_operations(StepCost& cost, const ModelShape& model, const DeviceRates& device,
                                                  const ParallelPlan& plan) {
  cost.model_flops = model_flops(model, plan.batch);
  const bool nothing_again = plan.fused_attention && plan.recompute == Recompute::selective;  // fused kernels keep no scores
  cost.hardware_flops = cost.model_flops + (nothing_again ? 0 : recompute_flops(model, plan.batch, plan.recompute));
  const double peak = cost.step_s * plan.devices * product_rate(device, plan.type);
  cost.mfu = cost.model_flops / peak;
  cost.hfu = cost.hardware_flops / peak;
}

// The whole estimate. An infeasible plan says why first; one that lacks memory says how much, with every other part filled.
SUANLI_HOST_DEVICE constexpr StepCost training_step(const ModelShape& model, const DeviceRates& device, const Fabric& fabric,
                                                    const ParallelPlan& plan) {
  StepCost cost;
  cost.reason = plan_problem(model, device, plan);
  if (cost.reason != Infeasible::no) return cost;
  const LayerPart layer = layer_part(model, device, fabric, plan);
  const StagePart stage = stage_part(model, device, fabric, plan);
  const Rounds rounds = rounds_of(plan);
  const OuterCost outer = outer_cost(layer, stage, rounds, fabric.network_overlap_cost);
  const StepFrame frame = step_frame(device, fabric, plan.devices);
  fill_memory(cost, stage, outer, plan);
  fill_work(cost, layer, stage, rounds, plan);
  fill_times(cost, frame, stage, outer, plan);
  fill_operations(cost, model, device, plan);
  if (cost.memory_bytes > frame.room_bytes) {
    cost.reason = Infeasible::memory;
    cost.missing_bytes = cost.memory_bytes - frame.room_bytes;
  }
  cost.feasible = cost.reason == Infeasible::no;
  return cost;
}

}  // namespace suanli
