// plan_frontier.h -- the plans between which a user has to choose: no other is better in one thing and as good in the rest.
#pragma once

#include <vector>

#include "scenarios/plan/find_plans.h"

namespace suanli {

// Whether `a` takes no more time, memory, energy and money than `b`, and less of one of them. Memory is that of the fullest device.
bool beats(const StepCost& a, const StepCost& b);

// Those that no other of them beats, by time; of plans alike in all four the first stands for all.
std::vector<RankedPlan> unbeaten(std::vector<RankedPlan> plans);

// The unbeaten plans of these items, exactly. One thread: some million plans a second.
std::vector<RankedPlan> frontier_of(const SearchBatch& batch, std::size_t first_item, std::size_t last_item);

}  // namespace suanli
