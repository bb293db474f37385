// cost_hash.h -- one hash over every bit of many random estimates.
#pragma once

#include <bit>
#include <cstdint>

#include "sim/base/random.h"
#include "tests/sim/cost/random_plans.h"

namespace suanli::test {

inline void hash_number(std::uint64_t& hash, double value) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(value);
  for (int shift = 0; shift < 64; shift += 8) {
    const char byte = static_cast<char>(bits >> shift);
    hash = fnv1a({&byte, 1}, hash);
  }
}

inline void hash_step(std::uint64_t& hash, const StepCost& cost) {
  const double all[] = {static_cast<double>(cost.reason),
                        cost.missing_bytes,
                        cost.step_s,
                        cost.forward_s,
                        cost.backward_s,
                        cost.recompute_s,
                        cost.optimizer_s,
                        cost.bubble_s,
                        cost.offload_s,
                        cost.straggle_s,
                        cost.tp_exposed_s,
                        cost.pp_exposed_s,
                        cost.dp_exposed_s,
                        cost.ep_exposed_s,
                        cost.cp_exposed_s,
                        cost.tp_link_s,
                        cost.pp_link_s,
                        cost.dp_link_s,
                        cost.ep_link_s,
                        cost.cp_link_s,
                        cost.memory_bytes,
                        cost.weights_bytes,
                        cost.gradients_bytes,
                        cost.optimizer_bytes,
                        cost.activations_bytes,
                        cost.model_flops,
                        cost.hardware_flops,
                        cost.mfu,
                        cost.hfu,
                        cost.energy_j,
                        cost.cost_usd};
  for (const double value : all) hash_number(hash, value);
}

// Every field of 4,000 training steps, refused ones too, and serving steps of the same models.
inline std::uint64_t hash_of_random_costs() {
  std::uint64_t hash = fnv1a("cost");
  for (std::uint64_t i = 0; i < 4000; ++i) {
    Stream random(7, "bits", i);
    const CostCase drawn = random_case(random);
    hash_step(hash, cost_of(drawn));
    const ServingPlan serving{.tp = drawn.plan.tp, .pp = drawn.plan.pp};
    const EngineOverhead engine{.layer_s = 30e-6, .request_s = 4e-6, .step_s = 1e-4};
    for (const double tokens : {1.0, 512.0}) {
      hash_number(hash,
                  serving_step(drawn.model, drawn.device, drawn.fabric, serving, engine, {drawn.plan.microbatch, tokens, 700}));
    }
    hash_number(hash, cache_capacity(drawn.model, drawn.device, serving, 16));
  }
  return hash;
}

}  // namespace suanli::test
