// outer_search.h -- what a thread does with one outer plan: refuse it, or go through its inner plans.
#pragma once

#include <limits>

#include "cuda/block_memory.h"
#include "cuda/shared_parts.h"
#include "sim/cost/search/best_plans.h"

namespace suanli {

inline constexpr double unlimited = std::numeric_limits<double>::infinity();

// A round of a tile: consecutive outer plans of one item, and where their rows are. Places within a round need 32 bits only.
struct Round {
  std::uint64_t begin = 0;  // outer plan of the item
  std::uint32_t size = 0;
  std::uint32_t lanes = 1;  // interleaves
  std::uint32_t rows = 1;   // of a cell
  std::uint32_t lane = 0;   // of the first plan, as are the next ones
  std::uint32_t row = 0;
  std::uint64_t layer = 0;  // in the launch's lists
  std::uint64_t stage = 0;  // the first of its cell
};

SUANLI_HOST_DEVICE inline Round round_at(const PlanSpace& space, const ItemStart& start, std::uint64_t begin, std::uint64_t end) {
  Round round;
  round.begin = begin;
  round.size = static_cast<std::uint32_t>(end - begin);
  round.lanes = lanes_of(space);
  round.rows = rows_of(space);
  const std::uint64_t layer = begin / round.lanes;
  round.lane = static_cast<std::uint32_t>(begin - layer * round.lanes);
  const std::uint64_t cell = layer / round.rows;
  round.row = static_cast<std::uint32_t>(layer - cell * round.rows);
  round.layer = start.layer + layer;
  round.stage = start.stage + cell * round.lanes;
  return round;
}

struct OuterParts {
  const LayerRow* layer = nullptr;
  const StageRow* stage = nullptr;
};

SUANLI_HOST_DEVICE inline OuterParts outer_parts(const SearchLaunch& launch, const Round& round, std::uint32_t place) {
  const std::uint32_t lane = round.lane + place;
  const std::uint32_t rows_on = lane / round.lanes;
  const std::uint32_t cells_on = (round.row + rows_on) / round.rows;
  const std::uint64_t stage = round.stage + std::uint64_t{cells_on} * round.lanes + (lane - rows_on * round.lanes);
  return {launch.layers + round.layer + rows_on, launch.stages + stage};
}

SUANLI_HOST_DEVICE inline OuterCost cost_of(const ItemFrame& frame, const OuterParts& parts) {
  return outer_cost(parts.layer->part, parts.stage->part, parts.layer->rounds, frame.overlap_cost);
}

SUANLI_HOST_DEVICE inline bool fits(const ItemFrame& frame, const StagePart& stage, double activations_bytes, int zero, double offload) {
  return !(state_memory(stage, zero, offload) + activations_bytes > frame.step.room_bytes);
}

// Whether any inner plan fits the memory.
SUANLI_HOST_DEVICE inline bool some_fit(const ItemFrame& frame, const OuterParts& parts) {
  const PlanSpace& space = frame.space;
  const double activations_bytes = cost_of(frame, parts).activations_bytes;
  for (std::int32_t zero = 0; zero < space.zero.count; ++zero) {
    for (std::int32_t offload = 0; offload < space.offload.count; ++offload) {
      if (fits(frame, parts.stage->part, activations_bytes, space.zero.values[zero], space.offload.values[offload])) return true;
    }
  }
  return false;
}

// Why none of its inner plans is any good, or nothing.
SUANLI_HOST_DEVICE inline Infeasible outer_problem(const ItemFrame& frame, const OuterParts& parts) {
  const Infeasible reason = first_reason(parts.stage->reason, parts.layer->reason);
  if (reason != Infeasible::no) return reason;
  return some_fit(frame, parts) ? Infeasible::no : Infeasible::memory;
}

// The list of a thread. Most plans are no better than its last one: the score of that is at hand.
struct ThreadBest {
  FoundPlan* plans = nullptr;
  std::uint32_t top = 1;
  std::uint32_t found = 0;
  double limit = 0;

  SUANLI_HOST_DEVICE ThreadBest(FoundPlan* list, std::uint32_t room, std::uint32_t filled) : plans(list), top(room), found(filled) {
    set_limit();
  }
  SUANLI_HOST_DEVICE void add(double score, std::uint64_t index) {
    if (score > limit) return;
    keep_best(plans, top, found, {score, index});
    set_limit();
  }

 private:
  SUANLI_HOST_DEVICE void set_limit() {
    limit = found == top ? plans[top - 1].score : unlimited;
  }
};

// Terms of one ZeRO stage and offload, picked by overlap. Selections, not arrays: a register has no index.
struct InnerTerms {
  double pace_s[2][2] = {};  // by overlap_tp and overlap_pp
  double closing_s = 0;      // without overlap_dp
  double hidden_s[2] = {};   // with it, by overlap_tp
  double busy_s = 0;

  SUANLI_HOST_DEVICE void set_paces(const OuterCost& cost) {
    for (int tp = 0; tp < 2; ++tp) {
      for (int pp = 0; pp < 2; ++pp) pace_s[tp][pp] = pace_time(cost.paced_s[tp], cost.messages_s[pp]);
    }
  }
  SUANLI_HOST_DEVICE void set_closing(const OuterCost& cost, const StagePart& stage, int zero, double offload) {
    const double upkeep = upkeep_time(stage, zero, offload);
    const int way = exchange_way(zero);
    closing_s = closing_time(upkeep, way == 0 ? cost.link_s[0] : way == 1 ? cost.link_s[1] : cost.link_s[2]);
    for (int tp = 0; tp < 2; ++tp) {
      hidden_s[tp] = closing_time(upkeep, way == 0 ? cost.exposed_s[0][tp] : way == 1 ? cost.exposed_s[1][tp] : cost.exposed_s[2][tp]);
    }
    busy_s = cost.work_s + stage.optimizer_s[zero >= 1 ? 1 : 0];
  }
  SUANLI_HOST_DEVICE double step(const StepFrame& frame, bool tp, bool pp, bool dp) const {
    const double with_tp = pp ? pace_s[1][1] : pace_s[1][0];
    const double without_tp = pp ? pace_s[0][1] : pace_s[0][0];
    const double hidden = tp ? hidden_s[1] : hidden_s[0];
    return step_time(frame, tp ? with_tp : without_tp, dp ? hidden : closing_s);
  }
};

// Goes through the inner plans and returns how many of them fit. `first` is the index of the first one.
SUANLI_HOST_DEVICE inline std::uint32_t search_inner(const ItemFrame& frame, Objective objective, const OuterParts& parts,
                                                     std::uint64_t first, ThreadBest& best) {
  const PlanSpace& space = frame.space;
  const StagePart& stage = parts.stage->part;
  const OuterCost cost = cost_of(frame, parts);
  InnerTerms terms;
  terms.set_paces(cost);
  const std::uint32_t overlaps = static_cast<std::uint32_t>(space.overlap.count);
  const std::uint32_t offloads = static_cast<std::uint32_t>(space.offload.count);
  std::uint32_t fitting = 0;
  for (std::int32_t zero = 0; zero < space.zero.count; ++zero, first += overlaps * offloads) {
    for (std::uint32_t offload = 0; offload < offloads; ++offload) {
      if (!fits(frame, stage, cost.activations_bytes, space.zero.values[zero], space.offload.values[offload])) continue;
      fitting += overlaps;
      terms.set_closing(cost, stage, space.zero.values[zero], space.offload.values[offload]);
      std::uint32_t bits = frame.overlap_bits;
      for (std::uint32_t inner = offload; inner < overlaps * offloads; inner += offloads, bits >>= 3) {
        const double step_s = terms.step(frame.step, (bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0);
        best.add(step_score(frame.step, objective, step_s, terms.busy_s), first + inner);
      }
    }
  }
  return fitting;
}

}  // namespace suanli
