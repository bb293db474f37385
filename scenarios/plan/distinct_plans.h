// distinct_plans.h -- of plans that differ only in switches, the best; of plans that differ in nothing that counts, the plainest.
#pragma once

#include <vector>

#include "scenarios/plan/find_plans.h"

namespace suanli {

// Whether the second is the first with other switches of the software (overlap, fused attention, scatter-gather), or with ZeRO or sequence
// parallelism where there is nothing to share: equal time and memory.
bool same_in_kind(const GroupPlan& a, const GroupPlan& b);

// The first `most` that differ in kind, in their order. REQUIRES plans of one group each.
std::vector<RankedPlan> distinct_plans(std::vector<RankedPlan> plans, std::size_t most);

}  // namespace suanli
