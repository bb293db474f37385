// plan_explanation.h -- everything a plan's figures are made of, so that a user can argue with it.
#pragma once

#include <string>

#include "scenarios/plan/find_plans.h"
#include "tools/suanli/output_table.h"

namespace suanli::cli {

// One figure a row: of which group of devices ("all" when there is but one), of which part (time, exchange, memory, work), its value, unit and
// share, and where the formula comes from.
OutputTable explanation_table(const PlanQuestion& question, const RankedPlan& plan);

// The same for the eye.
std::string explanation_text(const PlanQuestion& question, const RankedPlan& plan, std::size_t rank);

}  // namespace suanli::cli
