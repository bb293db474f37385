// mixed_plan.h -- unlike groups as one pool: who gets how much of the batch, and what the step over all of them costs.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "scenarios/plan/find_plans.h"
#include "scenarios/plan/search_in_parts.h"

namespace suanli {

// The fastest plan of some devices of one group for each share of the batch that one can be given.
struct ShareTable {
  GroupCount devices;
  std::map<std::int64_t, GroupPlan> best;  // by share; shares for which nothing fits are left out
};

// The grain of shares: one sequence, or the least divisor of a large batch that leaves no more than 4,096 grains.
std::int64_t share_grain(double batch);

// Searches of all shares from one grain to all but `others` grains, put into a batch. `first_item` of share k grains is at [k - 1].
struct ShareSearches {
  GroupCount devices;
  std::int64_t grain = 1;
  SearchBatch batch;
  std::vector<std::size_t> first_item;  // and one past the last
};
ShareSearches share_searches(const PlanQuestion& question, const GroupCount& devices, std::int64_t others);
ShareTable share_table(const ShareSearches& searches, const SearchAnswers& answers);

// All groups at once, the batch split so that the slowest is as fast as it can be; nothing when no split fits.
std::optional<RankedPlan> mixed_plan(const PlanQuestion& question, const std::vector<const ShareTable*>& tables);

// The step of groups whose plans and shares are given.
RankedPlan whole_step(const PlanQuestion& question, std::vector<GroupPlan> groups);

}  // namespace suanli
