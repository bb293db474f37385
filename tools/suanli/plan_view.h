// plan_view.h -- ranked plans arranged for the eye.
#pragma once

#include <string>

#include "scenarios/plan/find_plans.h"
#include "tools/suanli/terminal.h"

namespace suanli::cli {

// "tp8 pp8 dp1 mb1 v3 full zero1 sp"
std::string plan_text(const ParallelPlan& plan, const ModelShape& model);

// Which model on which devices, for what.
std::string plan_head(const PlanQuestion& question, const Terminal& terminal);

// A table of plans by rank, of very many some at equal distances, and what its words mean.
std::string plan_ranking(const PlanQuestion& question, const std::vector<RankedPlan>& plans);

// How many plans were searched on each set of devices, and what stood against those that cannot be.
std::string plan_counts(const PlanQuestion& question, const PlanAnswer& answer);

// "memory: 3.2 GiB are missing on each device ..." of a plan that cannot be.
std::string reason_text(const PlanQuestion& question, const RankedPlan& plan);

}  // namespace suanli::cli
