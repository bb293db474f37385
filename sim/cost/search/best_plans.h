// best_plans.h -- the few best plans seen so far, in the order (score, index).
#pragma once

#include <cstdint>

#include "sim/cost/search/plan_search.h"

namespace suanli {

SUANLI_HOST_DEVICE constexpr bool better_plan(const FoundPlan& a, const FoundPlan& b) {
  return a.score < b.score || (a.score == b.score && a.index < b.index);
}

// Keeps `plans` (room for `top`, `found` of them filled) sorted. Moves on average few entries: good plans become rare soon.
SUANLI_HOST_DEVICE constexpr void keep_best(FoundPlan* plans, std::uint32_t top, std::uint32_t& found, const FoundPlan& plan) {
  if (found == top && !better_plan(plan, plans[top - 1])) return;
  std::uint32_t place = found < top ? found++ : top - 1;
  while (place > 0 && better_plan(plan, plans[place - 1])) {
    plans[place] = plans[place - 1];
    --place;
  }
  plans[place] = plan;
}

}  // namespace suanli
