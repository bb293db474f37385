// step_sum.h -- how the parts of a step add up: what a search repeats for every plan, without a division or a branch.
#pragma once

#include "sim/cost/formula/energy_cost.h"
#include "sim/cost/formula/layer_part.h"
#include "sim/cost/formula/stage_part.h"

namespace suanli {

// Microbatches of a replica, and how many more an interleaved pipeline has room for in its last round. Depends on batch, dp,
// microbatch and pp alone.
struct Rounds {
  double microbatches = 1;
  double missing = 0;
};

SUANLI_HOST_DEVICE constexpr Rounds rounds_of(double microbatches, double pp) {
  const double ragged = microbatches - whole_part(microbatches / pp) * pp;
  return {microbatches, ragged > 0 ? pp - ragged : 0};
}
SUANLI_HOST_DEVICE constexpr Rounds rounds_of(const ParallelPlan& plan) {
  return rounds_of(plan.batch / (plan.dp * plan.microbatch), plan.pp);
}

// What holds for all plans of a model on one number of devices.
struct StepFrame {
  double straggle = 0;  // share of a step that is added by waiting for the slowest node
  double stretch = 1;   // 1 + straggle
  double usd_per_s = 0;
  PowerDraw power;
  double room_bytes = 0;
};

SUANLI_HOST_DEVICE constexpr StepFrame step_frame(const DeviceRates& device, const Fabric& fabric, double devices) {
  StepFrame frame;
  frame.straggle = fabric.straggle * doublings(shares(devices, fabric.devices_per_node));
  frame.stretch = 1 + frame.straggle;
  frame.usd_per_s = price_rate(device, devices);
  frame.power = power_draw(device, fabric, devices);
  frame.room_bytes = device.memory_bytes * device.usable_memory;
  return frame;
}

// What the inner options of a search choose among: of ZeRO, overlaps and offload, each picks one of a few terms.
struct OuterCost {
  double work_s = 0;                        // forward, backward, recompute: the device is busy
  double paced_s[2] = {};                   // with exchanges inside layers and the bubble, by overlap_tp
  double messages_s[2] = {};                // what shows of those between stages, by overlap_pp
  double link_s[exchange_ways] = {};        // the gradients' exchange without overlap_dp
  double exposed_s[exchange_ways][2] = {};  // what shows of it with overlap_dp, by overlap_tp
  double activations_bytes = 0;
};

SUANLI_HOST_DEVICE constexpr double message_time(const LayerPart& layer, const StagePart& stage) {
  return stage.message_s + layer.message_bytes * stage.message_byte_s + stage.others * layer.message_gather_s;
}

// Microbatches' worth of a stage's time that pass in its bubble.
SUANLI_HOST_DEVICE constexpr double bubble_rounds(const StagePart& stage, const Rounds& rounds) {
  return stage.filling + stage.missed_share * rounds.missing;
}

// The stage with the head sets the pace of every microbatch, the others fill and drain. Hidden states go to the next stage and
// gradients back: without overlap each microbatch (each chunk of it) waits for one message each way, and the fill and drain of
// the pipeline for one each per stage. Gradients travel beside the backward pass of the last microbatch, ZeRO-3's weights and
// gradients beside every pass. `overlap_cost` is Fabric::network_overlap_cost.
SUANLI_HOST_DEVICE constexpr OuterCost outer_cost(const LayerPart& layer, const StagePart& stage, const Rounds& rounds,
                                                  double overlap_cost) {
  const double heads = rounds.microbatches * layer.head_s;
  const double runs = rounds.microbatches * stage.layers;
  const double turns = (rounds.microbatches + bubble_rounds(stage, rounds)) * stage.layers;
  const double both_ways = 2 * message_time(layer, stage);
  const double sharded = rounds.microbatches * (layer.weight_passes * stage.gathered_s) + stage.scattered_s;
  const double last[2] = {stage.layers * layer.last_free_s[0], stage.layers * layer.last_free_s[1]};
  const double kept = stage.layers * smaller(rounds.microbatches, stage.kept_most);
  const double logits = (1 - stage.others) * layer.logits_bytes;
  return {
      .work_s = runs * layer.work_s + heads,
      .paced_s = {turns * layer.shown_s[0] + heads, turns * layer.shown_s[1] + heads},
      .messages_s = {both_ways * (rounds.microbatches * stage.chunks + stage.stages_after), both_ways * stage.stages_after},
      .link_s = {stage.reduced_s[0], stage.reduced_s[1], sharded},
      .exposed_s = {{exposed_time(stage.reduced_s[0], last[0], overlap_cost),
                     exposed_time(stage.reduced_s[0], last[1], overlap_cost)},
                    {exposed_time(stage.reduced_s[1], last[0], overlap_cost),
                     exposed_time(stage.reduced_s[1], last[1], overlap_cost)},
                    {exposed_time(sharded, runs * layer.each_free_s[0], overlap_cost),
                     exposed_time(sharded, runs * layer.each_free_s[1], overlap_cost)}},
      .activations_bytes = kept * layer.kept_bytes + layer.passing_bytes + logits,
  };
}

SUANLI_HOST_DEVICE constexpr double gradients_time(const OuterCost& cost, int zero, bool overlap_tp, bool overlap_dp) {
  const int way = exchange_way(zero);
  return overlap_dp ? cost.exposed_s[way][overlap_tp ? 1 : 0] : cost.link_s[way];
}

// The step is (pace + closing) x stretch: pace is the outer plan with its overlaps, closing what ZeRO and offload pick.
// Whoever adds up a step adds in this order.
SUANLI_HOST_DEVICE constexpr double pace_time(double paced_s, double messages_s) {
  return paced_s + messages_s;
}
SUANLI_HOST_DEVICE constexpr double closing_time(double upkeep_s, double gradients_s) {
  return upkeep_s + gradients_s;
}
SUANLI_HOST_DEVICE constexpr double step_time(const StepFrame& frame, double pace_s, double closing_s) {
  return frame.stretch * (pace_s + closing_s);
}
SUANLI_HOST_DEVICE constexpr double step_energy(const StepFrame& frame, double step_s, double busy_s) {
  return drawn_energy(frame.power, step_s, smaller(step_s, busy_s));
}

}  // namespace suanli
