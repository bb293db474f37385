// lane_block.h -- outer plans side by side, one a lane, so that one instruction adds up the same inner option of many.
#pragma once

#include "sim/cost/search/plan_block.h"

namespace suanli {

// Stages of one (tp, pp, cp, dp, ep) that differ in their interleave: StagePart, member by member.
struct StageLanes {
  static constexpr int most = 16;
  int count = 0;
  std::uint64_t place[most] = {};  // in PlanSpace::interleave
  double layers[most] = {};
  double chunks[most] = {};
  double filling[most] = {};
  double missed_share[most] = {};
  double kept_most[most] = {};
  double reduced_s[2][most] = {};
  double gathered_s[most] = {};
  double scattered_s[most] = {};
  double optimizer_s[2][most] = {};
  double upkeep_s[2][4][most] = {};      // by whether ZeRO cuts the optimizer's state, and offload
  double state_bytes[4][4][most] = {};   // by place of ZeRO and offload in the space
  double stages_after = 0;  // alike for all
  double others = 0;
  double message_s = 0;
  double message_byte_s = 0;
};

// A row of outer plans: the lanes of a StageLanes with one microbatch, sequence parallelism and recompute.
struct LaneRow {
  const LayerPart* layer = nullptr;
  Rounds rounds;
  std::uint64_t first_outer = 0;  // the outer plan with the first interleave
};

// What stays the same over one search.
struct LaneFrame {
  StepFrame step;
  double overlap_cost = 0;
  Objective objective = Objective::time;
  int zeros = 0;
  int zero[4] = {};
  int overlaps = 0;
  Overlaps overlap[8];
  int offloads = 0;
  bool ways[exchange_ways] = {};  // which of them the space's ZeRO stages take
};

// Lanes with all their terms, filled row by row.
struct LaneBlock {
  static constexpr int full = 64;
  static constexpr int most = full + StageLanes::most;
  int lanes = 0;
  std::uint64_t outer[most] = {};
  double pace_s[2][2][most] = {};                     // by overlap_tp and overlap_pp
  double closing_s[exchange_ways][4][3][most] = {};   // by offload; without overlap_dp, with it and without or with overlap_tp
  double memory_bytes[4][4][most] = {};               // by place of ZeRO and offload
  double busy_s[2][most] = {};                        // by whether ZeRO cuts the optimizer's state
};

// The best plans of a search and how many did not fit.
struct LaneFindings {
  FoundPlan* plans = nullptr;
  std::uint32_t top = 1;
  std::uint32_t found = 0;
  std::uint64_t fitting = 0;
};

// Adds the rows to the block and searches it whenever it is full; with no rows, searches what is left in it.
using LaneSearch = void (*)(const LaneFrame& frame, const StageLanes& stages, const LaneRow* rows, int count, LaneBlock& block,
                            LaneFindings& findings);

// The same function for four instruction sets; only the first exists where the architecture is not x86-64.
void search_lanes_plain(const LaneFrame&, const StageLanes&, const LaneRow*, int, LaneBlock&, LaneFindings&);
void search_lanes_v2(const LaneFrame&, const StageLanes&, const LaneRow*, int, LaneBlock&, LaneFindings&);
void search_lanes_v3(const LaneFrame&, const StageLanes&, const LaneRow*, int, LaneBlock&, LaneFindings&);
void search_lanes_v4(const LaneFrame&, const StageLanes&, const LaneRow*, int, LaneBlock&, LaneFindings&);

}  // namespace suanli
