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
  double work_s = 0;                              // forward, backward, recompute: the device is busy
  double paced_s[2] = {};                         // with exchanges inside layers and the bubble, by overlap_tp
  double messages_s[2] = {};                      // what shows of those between stages, by overlap_pp
  double link_s[exchange_ways] = {};              // the gradients' exchange without overlap_dp
  double exposed_s[exchange_ways][2] = {};        // what shows of it with overlap_dp, by overlap_tp
  double activations_bytes = 0;
};

SUANLI_HOST_DEVICE constexpr double message_time(const LayerPart& layer, const StagePart& stage) {
  const double time = stage.message_s + layer.message_bytes * stage.message_byte_s + layer.message_gather_s;
  return stage.stages_after > 0 ? time : 0;
}

// Microbatches' worth of a stage's time that pass in its bubble.
SUANLI_HOST_DEVICE constexpr double bubble_rounds(const StagePart& stage, const Rounds& rounds) {
  return stage.filling + stage.missed_share * rounds.missing;
}

// Hidden states to the next stage and gradients back. Without overlap each microbatch (each chunk of it) waits for one message
// each way, and the fill and drain of the pipeline for one each per stage.
SUANLI_HOST_DEVICE constexpr void fill_messages(OuterCost& cost, const LayerPart& layer, const StagePart& stage,
                                                const Rounds& rounds) {
  const double both = 2 * message_time(layer, stage);
  cost.messages_s[0] = both * (rounds.microbatches * stage.chunks + stage.stages_after);
  cost.messages_s[1] = both * stage.stages_after;
}

// Gradients travel beside the backward pass of the last microbatch, ZeRO-3's weights and gradients beside every pass.
SUANLI_HOST_DEVICE constexpr void fill_gradients(OuterCost& cost, const LayerPart& layer, const StagePart& stage,
                                                 const Rounds& rounds, double overlap_cost) {
  cost.link_s[0] = stage.reduced_s[0];
  cost.link_s[1] = stage.reduced_s[1];
  cost.link_s[2] = rounds.microbatches * (layer.weight_passes * stage.gathered_s) + stage.scattered_s;
  const double runs = rounds.microbatches * stage.layers;
  for (int i = 0; i < 2; ++i) {
    const double last = stage.layers * layer.last_free_s[i];
    const double each = runs * layer.each_free_s[i];
    cost.exposed_s[0][i] = exposed_time(cost.link_s[0], last, overlap_cost);
    cost.exposed_s[1][i] = exposed_time(cost.link_s[1], last, overlap_cost);
    cost.exposed_s[2][i] = exposed_time(cost.link_s[2], each, overlap_cost);
  }
}

// The stage with the head sets the pace of every microbatch, the others fill and drain. `overlap_cost` is
// Fabric::network_overlap_cost.
SUANLI_HOST_DEVICE constexpr OuterCost outer_cost(const LayerPart& layer, const StagePart& stage, const Rounds& rounds,
                                                  double overlap_cost) {
  OuterCost cost;
  const double heads = rounds.microbatches * layer.head_s;
  const double turns = (rounds.microbatches + bubble_rounds(stage, rounds)) * stage.layers;
  cost.work_s = rounds.microbatches * stage.layers * layer.work_s + heads;
  for (int i = 0; i < 2; ++i) cost.paced_s[i] = turns * layer.shown_s[i] + heads;
  fill_messages(cost, layer, stage, rounds);
  fill_gradients(cost, layer, stage, rounds, overlap_cost);
  const double kept = stage.layers * smaller(rounds.microbatches, stage.kept_most);
  const double logits = stage.stages_after > 0 ? 0 : layer.logits_bytes;
  cost.activations_bytes = kept * layer.kept_bytes + layer.passing_bytes + logits;
  return cost;
}

SUANLI_HOST_DEVICE constexpr double gradients_time(const OuterCost& cost, int zero, bool overlap_tp, bool overlap_dp) {
  const int way = exchange_way(zero);
  return overlap_dp ? cost.exposed_s[way][overlap_tp ? 1 : 0] : cost.link_s[way];
}

// The step is (pace + upkeep) x stretch: `pace` of the outer plan with its overlaps, `upkeep` with ZeRO and offload. Whoever adds
// up a step adds in this order.
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
