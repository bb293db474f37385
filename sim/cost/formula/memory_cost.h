// memory_cost.h -- what a plan keeps in the memory of its fullest device.
#pragma once

#include "sim/cost/formula/model_size.h"

namespace suanli {

// Layers of the fullest stage.
SUANLI_HOST_DEVICE constexpr double stage_layers(const ModelShape& model, const ParallelPlan& plan) {
  return shares(model.layers, plan.pp * plan.interleave) * plan.interleave;
}

// Parameters on the fullest device: its layers, cut by tensor and expert parallelism, and a table on the first and on the last
// stage.
SUANLI_HOST_DEVICE constexpr double device_parameters(const ModelShape& model, const ParallelPlan& plan) {
  const double dense = attention_parameters(model) + norm_parameters(model) +
                       (model.experts > 0 ? router_parameters(model) : mlp_parameters(model));
  const double experts = model.experts > 0 ? model.experts * mlp_parameters(model) / plan.ep : 0;
  const double both_tables = table_parameters(model);
  const double tables = plan.pp > 1 && model.style == ModelStyle::llama ? both_tables / 2 : both_tables;
  return (stage_layers(model, plan) * (dense + experts) + tables) / plan.tp;
}

// Bytes per parameter of weights, gradients and optimizer state under mixed-precision Adam (Rajbhandari et al. 2020, ZeRO,
// section 3.1): 2 + 2 + 12, each cut by dp from the stage of ZeRO on that shards it. 7.5e9 parameters, dp 64:
// 120, 31.4, 16.6, 1.88 GB.
struct StateBytes {
  double weights = 2;
  double gradients = 2;
  double optimizer = 12;
};

SUANLI_HOST_DEVICE constexpr StateBytes state_bytes(double gradient_bytes, double zero, double dp) {
  StateBytes bytes;
  bytes.weights = zero >= 3 ? 2 / dp : 2;
  bytes.gradients = zero >= 2 ? gradient_bytes / dp : gradient_bytes;
  bytes.optimizer = zero >= 1 ? 12 / dp : 12;
  return bytes;
}

// Activations of one layer and microbatch that wait for the backward pass, 16-bit (Korthikanti et al. 2022, table 2):
// s b h (10 + 24/t + 5 a s / (h t)); sequence parallel: all of it / t; selective recompute or fused attention: without the last
// term; full recompute: the input alone, 2 s b h. Of the 24, 8 are attention (4 of them keys and values) and 16 an MLP of 4 h
// without a gate.
SUANLI_HOST_DEVICE constexpr double layer_activations(const ModelShape& model, const ParallelPlan& plan, Recompute recompute) {
  const double unit = model.sequence / plan.cp * plan.microbatch * model.hidden;
  const double whole = plan.sequence_parallel ? plan.tp : 1;
  if (recompute == Recompute::full) return 2 * unit / whole;
  const double active = model.experts > 0 ? model.experts_per_token : 1;
  const double mlp = active * (model.gated ? 3 : 2) * 2 * model.ffn / model.hidden;
  const double attention = 4 + 4 * model.kv_heads / model.heads;
  const bool scores = recompute == Recompute::none && !plan.fused_attention;
  const double core = scores ? 5 * model.heads * model.sequence / (model.hidden * plan.cp) : 0;
  return unit * (10 / whole + (attention + mlp + core) / plan.tp);
}

// Microbatches whose activations the first stage may have to hold, in whole stages: pp under 1F1B, and (pp - 1) / v more chunks
// when interleaved (Korthikanti et al. 2022, section 4.2.3).
SUANLI_HOST_DEVICE constexpr double kept_most(const ParallelPlan& plan) {
  return plan.pp + (plan.interleave > 1 ? (plan.pp - 1) / plan.interleave : 0);
}
// Never more than the step has.
SUANLI_HOST_DEVICE constexpr double kept_microbatches(const ParallelPlan& plan, double microbatches) {
  return smaller(microbatches, kept_most(plan));
}

// All that waits on the first stage.
SUANLI_HOST_DEVICE constexpr double kept_activations(const ModelShape& model, const ParallelPlan& plan, double microbatches) {
  return stage_layers(model, plan) * kept_microbatches(plan, microbatches) * layer_activations(model, plan, plan.recompute);
}

// What one microbatch needs in passing: a layer calculated again, and logits in 32 bits where first and last stage are one.
SUANLI_HOST_DEVICE constexpr double passing_activations(const ModelShape& model, const ParallelPlan& plan) {
  return plan.recompute == Recompute::none ? 0 : layer_activations(model, plan, Recompute::none);
}
SUANLI_HOST_DEVICE constexpr double logits_bytes(const ModelShape& model, const ParallelPlan& plan) {
  const double tokens = model.sequence / plan.cp * plan.microbatch;
  return 4 * tokens * (model.hidden + model.vocab) / plan.tp;
}

}  // namespace suanli
