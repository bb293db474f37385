// pareto_plans.h -- the plans of one search that no other beats in time, energy and memory at once.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/cost/search/plan_search.h"

namespace suanli {

struct ParetoPlan {
  double step_s = 0;
  double energy_j = 0;
  double memory_bytes = 0;  // of the fullest device
  std::uint64_t index = 0;  // in the item's space
  bool operator==(const ParetoPlan&) const = default;
};

// Feasible plans for which no other is at least as good in all three and better in one, in the order (step_s, index). Of plans
// alike in all three the first index stands for all. Exact. One thread.
std::vector<ParetoPlan> pareto_plans(const SearchBatch& batch, const SearchItem& item);

}  // namespace suanli
