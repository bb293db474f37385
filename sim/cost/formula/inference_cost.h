// inference_cost.h -- what answering requests with a language model costs: prefill, decode, and the cache of keys and values.
#pragma once

#include "sim/cost/formula/collective_cost.h"
#include "sim/cost/formula/layer_cost.h"
#include "sim/cost/formula/memory_cost.h"

namespace suanli {

// How one replica serves: tp x pp devices, weights of one type, keys and values of another.
struct ServingPlan {
  double tp = 1;
  double pp = 1;
  DataType weights = DataType::bf16;
  DataType cache = DataType::bf16;
  double reserved_memory = 0.1;  // share of the device kept free
};

// What the engine adds to the work of the device. Defaults: nothing; the catalog holds figures fitted per device.
struct EngineOverhead {
  double floor_s = 0;         // host time to launch a layer: a step is never faster than its launches
  double prompt_floor_s = 0;  // the same where prompts are read, which takes more kernels; where larger than floor_s
  double layer_s = 0;         // per layer of a step, beside the device's work
  double request_s = 0;       // per request of a step: sampling, detokenising
  double prompt_s = 0;        // per step that reads prompts
  double vocab_s = 0;         // per step and entry of the vocabulary: sampling
  double step_s = 0;          // per step: scheduling
  double device_share = 1;    // of the device's rates that the engine's kernels reach
  // Reductions over more than two devices were seen to slow down when a tensor is large: what is beyond `wide_bytes` goes over
  // the bus at `wide_rate` on top (bytes/s; 0: it does not).
  double wide_bytes = 0;
  double wide_rate = 0;
};

// A batch of requests in one step: `tokens` new ones each, after `past` in the cache.
struct RequestBatch {
  double requests = 1;
  double tokens = 1;
  double past = 0;
};

// Bytes of keys and values per token, on one device (Llama 2 70B in 16 bits: 2 x 80 x 8 x 128 x 2 = 320 KiB over all devices).
// Devices beyond the number of heads of keys hold copies.
SUANLI_HOST_DEVICE constexpr double cache_bytes_per_token(const ModelShape& model, const ServingPlan& plan) {
  const double cuts = larger(1, smaller(plan.tp, model.kv_heads));
  return 2 * shares(model.layers, plan.pp) * cache_width(model) * bytes_of(plan.cache) / cuts;
}

SUANLI_HOST_DEVICE constexpr double weight_bytes_per_device(const ModelShape& model, const ServingPlan& plan) {
  return parameters(model) * bytes_of(plan.weights) / (plan.tp * plan.pp);
}

// Tokens whose keys and values fit beside the weights, in whole blocks of `block` tokens; 0 when the weights alone do not fit.
SUANLI_HOST_DEVICE constexpr double cache_capacity(const ModelShape& model, const DeviceRates& device, const ServingPlan& plan,
                                                   double block) {
  const double room = device.memory_bytes * (1 - plan.reserved_memory) - weight_bytes_per_device(model, plan);
  return whole_part(larger(0, room) / (block * cache_bytes_per_token(model, plan))) * block;
}

// The products of one layer over all new tokens of the batch, forward only.
SUANLI_HOST_DEVICE constexpr double serving_products(const ModelShape& model, const DeviceRates& device,
                                                     const ServingPlan& plan, double tokens) {
  const double h = model.hidden;
  const double t = plan.tp;
  const double inner = (model.gated ? 2 : 1) * model.ffn / t;
  const double attention = product_time(device, plan.weights, tokens, (h + 2 * cache_width(model)) / t, h) +
                           product_time(device, plan.weights, tokens, h, h / t);
  if (model.experts == 0) {
    return attention + product_time(device, plan.weights, tokens, inner, h) +
           product_time(device, plan.weights, tokens, h, model.ffn / t);
  }
  const double assigned = tokens * model.experts_per_token;
  const double met = smaller(model.experts, assigned);  // upper bound of the experts whose weights are read
  const double each = assigned / met;
  return attention + product_time(device, plan.weights, tokens, model.experts, h) +
         met *
             (product_time(device, plan.weights, each, inner, h) + product_time(device, plan.weights, each, h, model.ffn / t));
}

// Norms, residuals and the activation of one layer.
SUANLI_HOST_DEVICE constexpr double serving_streams(const ModelShape& model, const DeviceRates& device, const ServingPlan& plan,
                                                    double tokens) {
  const double w = bytes_of(DataType::bf16);
  const double active = model.experts > 0 ? model.experts_per_token : 1;
  return 2 * stream_time(device, 4 * w * tokens * model.hidden) +
         stream_time(device, (model.gated ? 3 : 2) * w * active * tokens * model.ffn / plan.tp);
}

// Attention of new tokens in a prefill, bound by arithmetic; `pairs` of a token and what it attends to, causal: half of the
// new, all of the past.
SUANLI_HOST_DEVICE constexpr double prompt_attention(const ModelShape& model, const DeviceRates& device, const ServingPlan& plan,
                                                     double pairs) {
  return fused_attention_time(device, 4 * model.hidden / plan.tp * pairs);
}

// Attention of one new token of each request, bound by reading the cache: `context` tokens of it in all.
SUANLI_HOST_DEVICE constexpr double cache_attention(const ModelShape& model, const DeviceRates& device, const ServingPlan& plan,
                                                    double context) {
  const double layers = shares(model.layers, plan.pp);
  const double read = context * cache_bytes_per_token(model, plan) / layers;
  return larger(device.kernel_s, device.cache_read.cost(read) / device.memory_rate);
}

SUANLI_HOST_DEVICE constexpr double serving_attention(const ModelShape& model, const DeviceRates& device,
                                                      const ServingPlan& plan, const RequestBatch& batch) {
  const double reading = cache_attention(model, device, plan, batch.requests * batch.past);
  if (!(batch.tokens > 1)) return reading;
  return larger(reading, prompt_attention(model, device, plan, batch.requests * batch.tokens * (batch.tokens / 2 + batch.past)));
}

// What large tensors cost beside NCCL's own time.
SUANLI_HOST_DEVICE constexpr double wide_reduce_time(double devices, double bytes, const EngineOverhead& engine) {
  if (devices <= 2 || !(engine.wide_rate > 0)) return 0;
  return 2 * (devices - 1) / devices * larger(0, bytes - engine.wide_bytes) / engine.wide_rate;
}

// What a step is made of, for those who keep parts of it in tables. The work of a layer is that of its operators.
struct ServingParts {
  double products_s = 0;
  double streams_s = 0;
  double attention_s = 0;
  double exchange_s = 0;  // two all-reduces a layer
  double launches_s = 0;  // a layer takes no less
  double wide_s = 0;      // of one all-reduce, on top
  double head_s = 0;
  double stages_s = 0;    // messages of the pipeline
  double host_s = 0;
  double prompt_s = 0;
};
SUANLI_HOST_DEVICE constexpr ServingParts serving_parts(const ModelShape& model, const DeviceRates& device, const Fabric& fabric,
                                                        const ServingPlan& plan, const EngineOverhead& engine,
                                                        const RequestBatch& batch) {
  const double tokens = batch.requests * batch.tokens;
  const double hidden_bytes = tokens * model.hidden * bytes_of(DataType::bf16);
  ServingParts parts;
  parts.products_s = serving_products(model, device, plan, tokens);
  parts.streams_s = serving_streams(model, device, plan, tokens);
  parts.attention_s = serving_attention(model, device, plan, batch);
  parts.exchange_s = 2 * all_reduce_time(group_of(plan.tp, 1, fabric), hidden_bytes, fabric);
  parts.launches_s = batch.tokens > 1 ? larger(engine.floor_s, engine.prompt_floor_s) : engine.floor_s;
  parts.wide_s = wide_reduce_time(plan.tp, hidden_bytes, engine);
  parts.head_s = product_time(device, DataType::bf16, batch.requests, model.vocab / plan.tp, model.hidden);
  parts.stages_s = plan.pp > 1 ? (plan.pp - 1) * message_time(plan.tp, plan.pp, hidden_bytes, fabric) : 0;
  parts.host_s = engine.step_s + batch.requests * engine.request_s + engine.vocab_s * model.vocab;
  parts.prompt_s = batch.tokens > 1 ? engine.prompt_s : 0;
  return parts;
}

// One step of one batch through all layers, all stages of the pipeline in turn: prefill with tokens > 1, decode with tokens
// = 1. Lower bound of a decode step: (weights + cache) / (tp x memory rate).
SUANLI_HOST_DEVICE constexpr double serving_step(const ModelShape& model, const DeviceRates& device, const Fabric& fabric,
                                                 const ServingPlan& plan, const EngineOverhead& engine,
                                                 const RequestBatch& batch) {
  const ServingParts parts = serving_parts(model, device, fabric, plan, engine, batch);
  const double work = parts.products_s + parts.streams_s + parts.attention_s + parts.exchange_s;
  const double layer = larger(work / engine.device_share, parts.launches_s) + engine.layer_s + 2 * parts.wide_s;
  return model.layers * layer + parts.head_s + parts.stages_s + parts.host_s + parts.prompt_s;
}

// From the first token to the last of an answer: `output` - 1 decode steps, the cache growing by one token each; the mean
// context stands for all, which is exact where the time is linear in it.
SUANLI_HOST_DEVICE constexpr double answer_time(const ModelShape& model, const DeviceRates& device, const Fabric& fabric,
                                                const ServingPlan& plan, const EngineOverhead& engine, double requests,
                                                double prompt, double output) {
  const RequestBatch mean{requests, 1, prompt + output / 2};
  return larger(0, output - 1) * serving_step(model, device, fabric, plan, engine, mean);
}

// Keys and values of a prompt from a prefill replica to a decode replica, sent layer by layer while the rest is calculated:
// only what is longer than the prefill shows, and the last layer's part.
SUANLI_HOST_DEVICE constexpr double cache_transfer_time(const ModelShape& model, const ServingPlan& plan, double prompt,
                                                        double rate, double prefill_s) {
  const double all = prompt * cache_bytes_per_token(model, plan) / rate;
  return larger(all / shares(model.layers, plan.pp), all - prefill_s);
}

// A step that mixes a chunk of a prompt with decodes takes about a tenth longer than its parts (Patel et al. 2024, Splitwise's
// simulator).
inline constexpr double mixed_step_factor = 1.1;

}  // namespace suanli
