// layer_cost.h -- how long one transformer layer takes on one device for one microbatch, by its operators.
#pragma once

#include "sim/cost/formula/model_size.h"
#include "sim/cost/formula/operator_cost.h"

namespace suanli {

// What one device of a plan sees of a layer.
struct LayerSlice {
  double tokens = 0;       // of the microbatch, after context parallelism
  double queries = 0;      // (sequence, head) pairs
  double span = 0;         // tokens of one sequence here
  double context = 0;      // tokens they attend to
  double shard = 1;        // tensor parallelism
  double norm_tokens = 0;  // tokens in norms, dropout and residuals: fewer with sequence parallelism
};

SUANLI_HOST_DEVICE constexpr LayerSlice layer_slice(const ModelShape& model, const ParallelPlan& plan) {
  LayerSlice slice;
  slice.span = model.sequence / plan.cp;
  slice.tokens = plan.microbatch * slice.span;
  slice.queries = plan.microbatch * model.heads / plan.tp;
  slice.context = model.sequence;
  slice.shard = plan.tp;
  slice.norm_tokens = plan.sequence_parallel ? slice.tokens / plan.tp : slice.tokens;
  return slice;
}

struct PassTimes {
  double forward_s = 0;
  double backward_s = 0;
};

// A product and, in the backward pass, one for each of its operands: of the same three matrices, so of the same size.
SUANLI_HOST_DEVICE constexpr void add_product(PassTimes& times, const DeviceRates& device, DataType type, double m, double n,
                                              double k) {
  const double once = product_time(device, type, m, n, k);
  times.forward_s += once;
  times.backward_s += 2 * once;
}

// The projections in and out of attention.
SUANLI_HOST_DEVICE constexpr void add_projections(PassTimes& times, const ModelShape& model, const DeviceRates& device,
                                                  DataType type, const LayerSlice& slice) {
  const double h = model.hidden;
  add_product(times, device, type, slice.tokens, (h + 2 * cache_width(model)) / slice.shard, h);
  add_product(times, device, type, slice.tokens, h, h / slice.shard);
}

// The core of attention, written out: scores, softmax, dropout and weighted values each pass through memory. Bytes per score:
// softmax reads and writes it, dropout reads, writes and keeps a mask; backward, softmax reads two and writes one. A causal
// softmax reads only the half that is not masked.
SUANLI_HOST_DEVICE constexpr PassTimes plain_attention(const ModelShape& model, const DeviceRates& device,
                                                       const LayerSlice& slice) {
  const double d = head_size(model);
  const double w = bytes_of(DataType::bf16);
  const double scores = slice.queries * slice.span * slice.context;
  const double seen = model.causal ? 0.5 : 1;
  const double slower = 1 / device.score_share;
  PassTimes times;
  times.forward_s = batched_product_time(device, DataType::bf16, slice.queries, slice.span, slice.context, d) +
                    batched_product_time(device, DataType::bf16, slice.queries, slice.span, d, slice.context) +
                    slower * (stream_time(device, (seen + 1) * w * scores) + stream_time(device, (2 * w + 1) * scores));
  times.backward_s = 2 * batched_product_time(device, DataType::bf16, slice.queries, slice.span, slice.context, d) +
                     2 * batched_product_time(device, DataType::bf16, slice.queries, slice.span, d, slice.context) +
                     slower * (stream_time(device, (2 * seen + 1) * w * scores) + stream_time(device, (2 * w + 1) * scores));
  return times;
}

// The same, fused; a causal kernel skips the half that is masked. Backward recomputes the scores: five products against two.
SUANLI_HOST_DEVICE constexpr PassTimes fused_attention(const ModelShape& model, const DeviceRates& device,
                                                       const LayerSlice& slice) {
  const double all = 4 * slice.queries * slice.span * slice.context * head_size(model);
  const double flops = model.causal ? all / 2 : all;
  return {fused_attention_time(device, flops), fused_attention_time(device, 2.5 * flops)};
}

// One MLP, or the router and the experts of this device. Tokens spread evenly over the experts.
SUANLI_HOST_DEVICE constexpr void add_mlp(PassTimes& times, const ModelShape& model, const DeviceRates& device,
                                          const ParallelPlan& plan, const LayerSlice& slice) {
  const double inner = (model.gated ? 2 : 1) * model.ffn / slice.shard;
  if (model.experts == 0) {
    add_product(times, device, plan.type, slice.tokens, inner, model.hidden);
    add_product(times, device, plan.type, slice.tokens, model.hidden, model.ffn / slice.shard);
    return;
  }
  add_product(times, device, plan.type, slice.tokens, model.experts, model.hidden);
  const double local = larger(1, model.experts / plan.ep);
  const double each = slice.tokens * model.experts_per_token / local;
  PassTimes expert;
  add_product(expert, device, plan.type, each, inner, model.hidden);
  add_product(expert, device, plan.type, each, model.hidden, model.ffn / slice.shard);
  times.forward_s += local * expert.forward_s;
  times.backward_s += local * expert.backward_s;
}

// Norms (read and write; backward read two, write one), bias + dropout + residual (read two, write one, keep a mask) and the
// activation of the MLP, in bytes of 16-bit values.
SUANLI_HOST_DEVICE constexpr void add_streams(PassTimes& times, const ModelShape& model, const DeviceRates& device,
                                              const LayerSlice& slice) {
  const double w = bytes_of(DataType::bf16);
  const double wide = slice.norm_tokens * model.hidden;
  const double active = model.experts > 0 ? model.experts_per_token : 1;
  const double inner = active * slice.tokens * model.ffn / slice.shard;
  const double halves = model.gated ? 3 : 2;
  times.forward_s += 2 * stream_time(device, 2 * w * wide) + 2 * stream_time(device, (3 * w + 1) * wide) +
                     stream_time(device, halves * w * inner);
  times.backward_s += 2 * stream_time(device, 3 * w * wide) + 2 * stream_time(device, (2 * w + 1) * wide) +
                      stream_time(device, (halves + 1) * w * inner);
}

struct LayerTimes {
  double forward_s = 0;
  double backward_s = 0;
  double recompute_s = 0;
};

// Kernels that an eager framework launches for a layer, counted so that DeviceRates::launch_s is about 40 us in
// Megatron-DeepSpeed; the ratio of backward to forward is fitted with it.
inline constexpr double forward_kernels = 24;
inline constexpr double backward_kernels = 33;
inline constexpr double attention_kernels = 7;

// The work of a layer before anything is recomputed.
struct LayerWork {
  PassTimes passes;
  double attention_s = 0;  // of the forward pass, the core of attention
};

// Communication is not in here. A layer cannot be faster than the host launches its kernels.
SUANLI_HOST_DEVICE constexpr LayerWork layer_work(const ModelShape& model, const DeviceRates& device,
                                                  const ParallelPlan& plan) {
  const LayerSlice slice = layer_slice(model, plan);
  const PassTimes attention =
      plan.fused_attention ? fused_attention(model, device, slice) : plain_attention(model, device, slice);
  PassTimes times = attention;
  add_projections(times, model, device, plan.type, slice);
  add_mlp(times, model, device, plan, slice);
  add_streams(times, model, device, slice);
  LayerWork work;
  work.passes.forward_s = larger(times.forward_s, forward_kernels * device.launch_s);
  work.passes.backward_s = larger(times.backward_s, backward_kernels * device.launch_s);
  work.attention_s = larger(attention.forward_s, attention_kernels * device.launch_s);
  return work;
}

SUANLI_HOST_DEVICE constexpr LayerTimes layer_times(const LayerWork& work, const ParallelPlan& plan) {
  LayerTimes layer{work.passes.forward_s, work.passes.backward_s, 0};
  if (plan.recompute == Recompute::full) layer.recompute_s = layer.forward_s;
  if (plan.recompute == Recompute::selective && !plan.fused_attention) layer.recompute_s = work.attention_s;
  return layer;
}
SUANLI_HOST_DEVICE constexpr LayerTimes layer_times(const ModelShape& model, const DeviceRates& device,
                                                    const ParallelPlan& plan) {
  return layer_times(layer_work(model, device, plan), plan);
}

// The loss over the vocabulary as Megatron writes it out, in bytes per logit. Forward: to 32 bits (2 + 4), maximum (4), its
// difference (4 + 4), exponential (4 + 4), sum (4), quotient (4 + 4). Backward: times the gradient (4 + 4), to 16 bits (4 + 2).
inline constexpr double loss_forward_bytes = 38;
inline constexpr double loss_backward_bytes = 14;

// Head and loss, on the last stage: the product with the table, and the loss over its logits.
SUANLI_HOST_DEVICE constexpr PassTimes head_times(const ModelShape& model, const DeviceRates& device,
                                                  const ParallelPlan& plan) {
  const double tokens = layer_slice(model, plan).tokens;
  const double logits = tokens * model.vocab / plan.tp;
  PassTimes times;
  add_product(times, device, DataType::bf16, tokens, model.vocab / plan.tp, model.hidden);
  times.forward_s += stream_time(device, loss_forward_bytes * logits);
  times.backward_s += stream_time(device, loss_backward_bytes * logits);
  return times;
}

}  // namespace suanli
