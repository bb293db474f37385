// batch_rule.h -- by what rule a replica of a language model forms its iterations.
#pragma once

#include <cstdint>

#include "sim/engine/serving/serving_engine.h"

namespace suanli {

// What an iteration is made of: prompts admitted now, else decodes; both together; or decodes and as much of the prompts as a budget allows.
enum class BatchMode : unsigned char { prefill_first, mixed, chunked };

// How a request that gives up its blocks gets them back: by a prefill of all its tokens, or by a copy from the memory of the host.
enum class Preemption : unsigned char { recompute, swap };

struct BatchRule {
  BatchMode mode = BatchMode::prefill_first;
  Preemption preemption = Preemption::recompute;
  std::uint32_t max_running = 256;
  std::uint64_t token_budget = 8192;  // prompt tokens of an iteration; chunked: all tokens
  std::uint32_t block_tokens = 16;
  double memory_share = 0.9;          // of the devices' memory, for weights, activations and blocks
  double watermark = 0.01;            // share of the blocks that an admission leaves free
  std::uint64_t capacity = 0;         // requests that wait or run; 0: no limit
  bool by_priority = false;           // who waits is in order of priority, then arrival
  bool prefix_cache = false;
  std::uint32_t hash_tokens = 0;      // of the prompt, per hash of a request's prefix_hashes; 0: block_tokens
};

// Blocks for `tokens`.
inline std::uint64_t blocks_for(std::uint64_t tokens, std::uint32_t block_tokens) {
  return (tokens + block_tokens - 1) / block_tokens;
}

// Of a cache of which nothing is known.
inline constexpr std::uint64_t endless_blocks = std::uint64_t{1} << 50;

// floor((memory x share - weights and activations) / bytes of a block) (COST.md, 6); endless_blocks where nothing is known.
std::uint64_t cache_blocks(const ReplicaProfile& profile, const BatchRule& rule);

}  // namespace suanli
