// plan_block.h -- all inner options of one outer plan: what they share, calculated once, and the few operations each adds.
#pragma once

#include "sim/cost/formula/training_cost.h"
#include "sim/cost/search/plan_search.h"

namespace suanli {

// One combination of the inner parts.
struct InnerOption {
  int zero = 0;
  Overlaps overlap;
  double offload = 0;
};

// REQUIRES inner < space.inner_count(). The order is plan_space.h's: ZeRO slowest, offload fastest.
SUANLI_HOST_DEVICE constexpr InnerOption inner_option(const PlanSpace& space, std::uint64_t inner) {
  InnerOption option;
  option.offload = space.offload[next_digit(inner, space.offload.count)];
  option.overlap = space.overlap[next_digit(inner, space.overlap.count)];
  option.zero = space.zero[inner];
  return option;
}

// The parts may come from tables: LayerPart depends on (tp, cp, ep, microbatch, sequence_parallel, recompute), StagePart on
// (tp, pp, cp, dp, ep, interleave), Rounds on (dp, microbatch, pp), StepFrame on device, fabric and number of devices.
struct PlanBlock {
  StagePart stage;
  OuterCost outer;
};
SUANLI_HOST_DEVICE constexpr PlanBlock plan_block(const LayerPart& layer, const StagePart& stage, const Rounds& rounds,
                                                  const Fabric& fabric) {
  return {stage, outer_cost(layer, stage, rounds, fabric.network_overlap_cost)};
}

SUANLI_HOST_DEVICE constexpr double block_memory(const PlanBlock& block, const InnerOption& option) {
  return state_memory(block.stage, option.zero, option.offload) + block.outer.activations_bytes;
}
SUANLI_HOST_DEVICE constexpr bool block_fits(const StepFrame& frame, const PlanBlock& block, const InnerOption& option) {
  return !(block_memory(block, option) > frame.room_bytes);
}

SUANLI_HOST_DEVICE constexpr double block_step(const StepFrame& frame, const PlanBlock& block, const InnerOption& option) {
  const double pace =
      pace_time(block.outer.paced_s[option.overlap.tp ? 1 : 0], block.outer.messages_s[option.overlap.pp ? 1 : 0]);
  const double gradients = gradients_time(block.outer, option.zero, option.overlap.tp, option.overlap.dp);
  return step_time(frame, pace, closing_time(upkeep_time(block.stage, option.zero, option.offload), gradients));
}

// Seconds during which the devices calculate, for energy.
SUANLI_HOST_DEVICE constexpr double block_busy(const PlanBlock& block, const InnerOption& option) {
  return block.outer.work_s + block.stage.optimizer_s[option.zero >= 1 ? 1 : 0];
}

SUANLI_HOST_DEVICE constexpr double step_score(const StepFrame& frame, Objective objective, double step_s, double busy_s) {
  if (objective == Objective::time) return step_s;
  return objective == Objective::cost ? frame.usd_per_s * step_s : step_energy(frame, step_s, busy_s);
}

// Equals score_of(training_step(...), objective) bit by bit.
SUANLI_HOST_DEVICE constexpr double block_score(const StepFrame& frame, const PlanBlock& block, Objective objective,
                                                const InnerOption& option) {
  return step_score(frame, objective, block_step(frame, block, option), block_busy(block, option));
}

}  // namespace suanli
