// serving_table.h -- the formula of a serving step as straight pieces: what an event loop looks up instead of calculating it.
#pragma once

#include <vector>

#include "sim/cost/cost_formula.h"

namespace suanli {

// One replica of a language model, as the formula sees it.
struct ServingReplica {
  ModelShape model;
  DeviceRates device;
  Fabric fabric;
  ServingPlan plan;
  EngineOverhead engine;
};

// start_s + slope_s x (at - from), up to the next piece.
struct StraightPiece {
  double from = 0;
  double start_s = 0;
  double slope_s = 0;

  double at(double x) const {
    return start_s + slope_s * (x - from);
  }
};

// Prompts of one iteration: larger(least + least_per_token x tokens, by_tokens(tokens) + by_pairs(pairs)) + per_request x
// prompts. Exact in the pairs; in the tokens within `prefill_tolerance`. Left out: that the cache is read for what a prompt
// attends to, which shows only where a few tokens attend to very many, and that the head's product grows with the prompts.
struct PrefillTable {
  std::vector<StraightPiece> by_tokens;
  std::vector<StraightPiece> by_pairs;
  double least_s = 0;  // launches of all layers, and what comes beside them
  double least_per_token_s = 0;
  double per_request_s = 0;
};
inline constexpr double prefill_tolerance = 1e-3;

// Tokens of an iteration up to which the pieces are fitted; the last one goes on.
inline constexpr double most_fitted_tokens = 1 << 20;
PrefillTable prefill_table(const ServingReplica& replica);

// Decode steps of batches of 1, 2, ... `most_requests` requests, in pieces over the tokens of cache that they attend to in all.
// Exact where the formula is made of straight pieces, which it is.
std::vector<std::vector<StraightPiece>> decode_table(const ServingReplica& replica, std::size_t most_requests);

}  // namespace suanli
