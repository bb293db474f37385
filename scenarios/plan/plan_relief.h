// plan_relief.h -- when nothing fits: which change of the question would make something fit.
#pragma once

#include <string>
#include <vector>

#include "scenarios/plan/find_plans.h"

namespace suanli {

struct Relief {
  std::string change;  // as it would stand in the file: "\"recompute\": \"full\""
  RankedPlan plan;     // the best with it
};

// Each given part of the plan left out by itself; where none of it helps, all of them at once; else more devices of each group, doubled as often
// as it takes, up to a thousand times as many. REQUIRES a question without a feasible plan.
std::vector<Relief> find_reliefs(const PlanQuestion& question, PlanSearcher& searcher);

}  // namespace suanli
