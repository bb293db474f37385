// lane_kernel.h -- the hot loops of the search, for sources that are compiled for one instruction set each.
#pragma once

#include "sim/cost/search/best_plans.h"
#include "sim/cost/search/lane_block.h"

// Everything here has internal linkage, and what it calls is inlined: a copy of a shared function that was compiled for a newer
// CPU must never be the one that the linker keeps for all. A test looks at the symbols.
namespace suanli {
namespace {

// One lane of the stages. What the sum does not use is left out.
constexpr StagePart stage_of(const StageLanes& stages, int lane) {
  return {.layers = stages.layers[lane],
          .chunks = stages.chunks[lane],
          .filling = stages.filling[lane],
          .missed_share = stages.missed_share[lane],
          .kept_most = stages.kept_most[lane],
          .stages_after = stages.stages_after,
          .others = stages.others,
          .message_s = stages.message_s,
          .message_byte_s = stages.message_byte_s,
          .reduced_s = {stages.reduced_s[0][lane], stages.reduced_s[1][lane]},
          .gathered_s = stages.gathered_s[lane],
          .scattered_s = stages.scattered_s[lane]};
}

// What add_closings needs of a row, lane by lane.
struct RowCosts {
  double link_s[exchange_ways][StageLanes::most];
  double exposed_s[exchange_ways][2][StageLanes::most];
  double activations_bytes[StageLanes::most];
};

// A function of its own and no loops in it: structures inside a vectorised loop, copies of their arrays and pointers read in it
// keep g++ 12 from vectorising.
inline void add_lane(const LaneFrame& frame, const StageLanes& stages, const LaneRow& row, const LayerPart& layer, int i,
                     LaneBlock& block, RowCosts& costs) {
  const OuterCost cost = outer_cost(layer, stage_of(stages, i), row.rounds, frame.overlap_cost);
  const int lane = block.lanes + i;
  block.outer[lane] = row.first_outer + stages.place[i];
  block.pace_s[0][0][lane] = pace_time(cost.paced_s[0], cost.messages_s[0]);
  block.pace_s[0][1][lane] = pace_time(cost.paced_s[0], cost.messages_s[1]);
  block.pace_s[1][0][lane] = pace_time(cost.paced_s[1], cost.messages_s[0]);
  block.pace_s[1][1][lane] = pace_time(cost.paced_s[1], cost.messages_s[1]);
  block.busy_s[0][lane] = cost.work_s + stages.optimizer_s[0][i];
  block.busy_s[1][lane] = cost.work_s + stages.optimizer_s[1][i];
  costs.activations_bytes[i] = cost.activations_bytes;
  costs.link_s[0][i] = cost.link_s[0];
  costs.link_s[1][i] = cost.link_s[1];
  costs.link_s[2][i] = cost.link_s[2];
  costs.exposed_s[0][0][i] = cost.exposed_s[0][0];
  costs.exposed_s[0][1][i] = cost.exposed_s[0][1];
  costs.exposed_s[1][0][i] = cost.exposed_s[1][0];
  costs.exposed_s[1][1][i] = cost.exposed_s[1][1];
  costs.exposed_s[2][0][i] = cost.exposed_s[2][0];
  costs.exposed_s[2][1][i] = cost.exposed_s[2][1];
}

void add_paces(const LaneFrame& frame, const StageLanes& stages, const LaneRow& row, LaneBlock& block, RowCosts& costs) {
  const LayerPart& layer = *row.layer;
  const int count = stages.count;
#pragma omp simd
  for (int i = 0; i < count; ++i) add_lane(frame, stages, row, layer, i, block, costs);
}

void add_closings(const LaneFrame& frame, const StageLanes& stages, const RowCosts& costs, LaneBlock& block) {
  const int first = block.lanes;
  for (int offload = 0; offload < frame.offloads; ++offload) {
    for (int way = 0; way < exchange_ways; ++way) {
      if (!frame.ways[way]) continue;
      const double* upkeep = stages.upkeep_s[way > 0 ? 1 : 0][offload];
      auto& closing = block.closing_s[way][offload];
#pragma omp simd
      for (int i = 0; i < stages.count; ++i) {
        closing[0][first + i] = closing_time(upkeep[i], costs.link_s[way][i]);
        closing[1][first + i] = closing_time(upkeep[i], costs.exposed_s[way][0][i]);
        closing[2][first + i] = closing_time(upkeep[i], costs.exposed_s[way][1][i]);
      }
    }
    for (int zero = 0; zero < frame.zeros; ++zero) {
      const double* state = stages.state_bytes[zero][offload];
      double* memory = block.memory_bytes[zero][offload];
#pragma omp simd
      for (int i = 0; i < stages.count; ++i) memory[first + i] = state[i] + costs.activations_bytes[i];
    }
  }
}

// The terms of one inner option, lane by lane.
struct LaneTerms {
  const double* pace_s;
  const double* closing_s;
  const double* busy_s;
};
LaneTerms terms_of(const LaneFrame& frame, const LaneBlock& block, int zero, int overlap, int offload) {
  const Overlaps& on = frame.overlap[overlap];
  const int exposed = on.dp ? (on.tp ? 2 : 1) : 0;
  return {block.pace_s[on.tp ? 1 : 0][on.pp ? 1 : 0], block.closing_s[exchange_way(frame.zero[zero])][offload][exposed],
          block.busy_s[frame.zero[zero] >= 1 ? 1 : 0]};
}

template <Objective objective>
double lane_score(const StepFrame& frame, const LaneTerms& terms, int lane) {
  const double step = step_time(frame, terms.pace_s[lane], terms.closing_s[lane]);
  return step_score(frame, objective, step, objective == Objective::energy ? terms.busy_s[lane] : 0);
}

// Looks closer at the lanes where some overlap reached the limit.
template <Objective objective>
void keep_lanes(const LaneFrame& frame, const LaneBlock& block, int zero, int offload, const double* least, double* limit,
                LaneFindings& findings) {
  const std::uint64_t inner_count = static_cast<std::uint64_t>(frame.zeros * frame.overlaps * frame.offloads);
  for (int lane = 0; lane < block.lanes; ++lane) {
    if (!(least[lane] <= limit[lane])) continue;
    for (int overlap = 0; overlap < frame.overlaps; ++overlap) {
      const LaneTerms terms = terms_of(frame, block, zero, overlap, offload);
      const int inner = (zero * frame.overlaps + overlap) * frame.offloads + offload;
      const FoundPlan plan{lane_score<objective>(frame.step, terms, lane),
                           block.outer[lane] * inner_count + static_cast<std::uint64_t>(inner)};
      keep_best(findings.plans, findings.top, findings.found, plan);
    }
  }
}

// Scores of plans that fit are finite and not negative, so a limit below zero keeps out those that do not.
constexpr double no_limit = 1e300;
constexpr double nothing = -1;

template <Objective objective>
void search_option(const LaneFrame& frame, const LaneBlock& block, int zero, int offload, LaneFindings& findings) {
  double limit[LaneBlock::most];
  double least[LaneBlock::most];
  const double* memory = block.memory_bytes[zero][offload];
  const double worst = findings.found == findings.top ? findings.plans[findings.top - 1].score : no_limit;
  const int lanes = block.lanes;
  double fitting = 0;
#pragma omp simd reduction(+ : fitting)
  for (int i = 0; i < lanes; ++i) {
    limit[i] = memory[i] > frame.step.room_bytes ? nothing : worst;
    fitting += memory[i] > frame.step.room_bytes ? 0 : 1;
    least[i] = no_limit;
  }
  if (!(fitting > 0)) return;
  findings.fitting += static_cast<std::uint64_t>(fitting) * static_cast<std::uint64_t>(frame.overlaps);
  for (int overlap = 0; overlap < frame.overlaps; ++overlap) {
    const LaneTerms terms = terms_of(frame, block, zero, overlap, offload);
#pragma omp simd
    for (int i = 0; i < lanes; ++i) least[i] = smaller(least[i], lane_score<objective>(frame.step, terms, i));
  }
  double reached = 0;
#pragma omp simd reduction(+ : reached)
  for (int i = 0; i < lanes; ++i) reached += least[i] <= limit[i] ? 1 : 0;
  if (reached > 0) keep_lanes<objective>(frame, block, zero, offload, least, limit, findings);
}

template <Objective objective>
void search_block(const LaneFrame& frame, LaneBlock& block, LaneFindings& findings) {
  for (int zero = 0; zero < frame.zeros; ++zero) {
    for (int offload = 0; offload < frame.offloads; ++offload) search_option<objective>(frame, block, zero, offload, findings);
  }
  block.lanes = 0;
}

void search_full_block(const LaneFrame& frame, LaneBlock& block, LaneFindings& findings) {
  switch (frame.objective) {
    case Objective::time:
      return search_block<Objective::time>(frame, block, findings);
    case Objective::cost:
      return search_block<Objective::cost>(frame, block, findings);
    case Objective::energy:
      return search_block<Objective::energy>(frame, block, findings);
  }
}

void search_rows(const LaneFrame& frame, const StageLanes& stages, const LaneRow* rows, int count, LaneBlock& block,
                 LaneFindings& findings) {
  for (int row = 0; row < count; ++row) {
    RowCosts costs;
    add_paces(frame, stages, rows[row], block, costs);
    add_closings(frame, stages, costs, block);
    block.lanes += stages.count;
    if (block.lanes >= LaneBlock::full) search_full_block(frame, block, findings);
  }
  if (count == 0) search_full_block(frame, block, findings);
}

}  // namespace
}  // namespace suanli
