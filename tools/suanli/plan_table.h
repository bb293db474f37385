// plan_table.h -- ranked plans as rows of plan.csv.
#pragma once

#include <string_view>

#include "scenarios/plan/find_plans.h"
#include "tools/suanli/output_table.h"

namespace suanli::cli {

// "none", "devices", ... "memory"
std::string_view name_of(Infeasible reason);
std::string_view name_of(Recompute recompute);

// The models of the devices of a plan, joined by '+'.
std::string devices_text(const PlanQuestion& question, const RankedPlan& plan);

// One row per plan; a plan of several groups has one for the whole (group "all", parts in which the groups differ left empty) and then one for
// each group, with the same rank. Ranks count from 1.
OutputTable plan_table(const PlanQuestion& question, const std::vector<RankedPlan>& plans);

}  // namespace suanli::cli
