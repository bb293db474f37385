// model_size.h -- how many parameters a model has and how many operations a pass takes.
#pragma once

#include "sim/cost/formula/cost_types.h"

namespace suanli {

SUANLI_HOST_DEVICE constexpr double head_size(const ModelShape& model) {
  return model.hidden / model.heads;
}
// Width of the keys (or the values) of one token: the hidden size, or less with grouped queries.
SUANLI_HOST_DEVICE constexpr double cache_width(const ModelShape& model) {
  return model.kv_heads * head_size(model);
}

// Weights of the attention of one layer; gpt style adds a bias per output.
SUANLI_HOST_DEVICE constexpr double attention_parameters(const ModelShape& model) {
  const double h = model.hidden;
  const double biases = model.style == ModelStyle::gpt ? 2 * h + 2 * cache_width(model) : 0;
  return 2 * h * h + 2 * h * cache_width(model) + biases;
}

// Weights of one MLP (or one expert).
SUANLI_HOST_DEVICE constexpr double mlp_parameters(const ModelShape& model) {
  const double matrices = model.gated ? 3 : 2;
  const double biases = model.style == ModelStyle::gpt ? model.ffn + model.hidden : 0;
  return matrices * model.hidden * model.ffn + biases;
}

SUANLI_HOST_DEVICE constexpr double router_parameters(const ModelShape& model) {
  return model.hidden * model.experts;
}
SUANLI_HOST_DEVICE constexpr double norm_parameters(const ModelShape& model) {
  return (model.style == ModelStyle::gpt ? 4 : 2) * model.hidden;
}

// Of one layer, with `active` experts of a mixture (all of them, or those one token meets).
SUANLI_HOST_DEVICE constexpr double layer_parameters(const ModelShape& model, double active) {
  const double mlps = model.experts > 0 ? active * mlp_parameters(model) + router_parameters(model) : mlp_parameters(model);
  return attention_parameters(model) + mlps + norm_parameters(model);
}

// Of the table of tokens, the positions and the head. A gpt shares one table (Narayanan et al. 2021, equation 2 counts (V + s)
// h).
SUANLI_HOST_DEVICE constexpr double table_parameters(const ModelShape& model) {
  const double h = model.hidden;
  return model.style == ModelStyle::gpt ? (model.vocab + model.sequence) * h : 2 * model.vocab * h + h;
}

// All parameters. A gpt's equals Narayanan et al. (SC'21), equation 2: 12 L h^2 (1 + 13 / (12 h) + (V + s) / (12 L h)).
SUANLI_HOST_DEVICE constexpr double parameters(const ModelShape& model) {
  return model.layers * layer_parameters(model, model.experts) + table_parameters(model);
}
// Those that one token meets.
SUANLI_HOST_DEVICE constexpr double active_parameters(const ModelShape& model) {
  return model.layers * layer_parameters(model, model.experts_per_token) + table_parameters(model);
}

// FLOPs of the matrix products of one layer for one token, without attention over the sequence.
SUANLI_HOST_DEVICE constexpr double layer_token_flops(const ModelShape& model) {
  const double h = model.hidden;
  const double mlp = 2 * (model.gated ? 3 : 2) * h * model.ffn;
  const double mlps = model.experts > 0 ? model.experts_per_token * mlp + 2 * router_parameters(model) : mlp;
  return 4 * h * h + 4 * h * cache_width(model) + mlps;
}

// FLOPs of scores and weighted values of one layer, `tokens` against `context` each. Counted in full although a causal kernel
// may skip half: that is how model FLOPs are reported (Narayanan et al. 2021; Korthikanti et al. 2022).
SUANLI_HOST_DEVICE constexpr double attention_flops(const ModelShape& model, double tokens, double context) {
  return 4 * tokens * context * model.hidden;
}

SUANLI_HOST_DEVICE constexpr double head_flops(const ModelShape& model, double tokens) {
  return 2 * tokens * model.hidden * model.vocab;
}

// FLOPs of the forward pass over whole sequences. For a gpt with f = 4 h three times this is Korthikanti et al. (2022),
// appendix A: 72 B s L h^2 (1 + s / (6 h) + V / (12 L h)).
SUANLI_HOST_DEVICE constexpr double forward_flops(const ModelShape& model, double sequences) {
  const double tokens = sequences * model.sequence;
  return model.layers * (tokens * layer_token_flops(model) + attention_flops(model, tokens, model.sequence)) +
         head_flops(model, tokens);
}

// Forward and backward, the work the model asks for. The backward pass takes a product for each operand: twice the forward.
SUANLI_HOST_DEVICE constexpr double model_flops(const ModelShape& model, double sequences) {
  return 3 * forward_flops(model, sequences);
}

// What is calculated twice, as hardware FLOPs are reported. Full: every layer; with it the sum is Narayanan et al. (SC'21), equation 3.
// Selective: Korthikanti et al. (2022), appendix A, 72 B s L h^2 s / (6 h): their published utilisations count attention's backward pass
// again beside its forward, three times what is run.
SUANLI_HOST_DEVICE constexpr double recompute_flops(const ModelShape& model, double sequences, Recompute recompute) {
  const double tokens = sequences * model.sequence;
  const double attention = model.layers * attention_flops(model, tokens, model.sequence);
  if (recompute == Recompute::none) return 0;
  if (recompute == Recompute::selective) return 3 * attention;
  return model.layers * tokens * layer_token_flops(model) + attention;
}

// Seconds to train on `tokens` with `rate` achieved FLOP/s per device (Narayanan et al., SC'21, equation 4): 8 T P / (n X),
// full recompute.
SUANLI_HOST_DEVICE constexpr double training_time(double tokens, double model_parameters, double devices, double rate) {
  return 8 * tokens * model_parameters / (devices * rate);
}

}  // namespace suanli
