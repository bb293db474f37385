// plan_shortage.h -- when nothing fits: the plan that comes nearest.
#pragma once

#include <optional>

#include "scenarios/plan/find_plans.h"

namespace suanli {

// Of all plans of these items that only lack memory, the one that lacks least (the first of equals); nothing when there is none.
std::optional<RankedPlan> least_short(const SearchBatch& batch, std::size_t first_item, std::size_t last_item);

}  // namespace suanli
