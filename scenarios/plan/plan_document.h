// plan_document.h -- run.json of a search of plans: what was asked and how the search went, beside plan.csv.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scenarios/plan/find_plans.h"

namespace suanli {

// The effective plan file whole, so that it can be searched again, and the counts of the search. No clock, no machine: equal questions give equal
// bytes. Ends with a newline.
std::string write_plan_document(std::string_view version, const PlanFile& file, const PlanQuestion& question, const PlanAnswer& answer);

// The name of the plan file whose results the run.json tells of; nothing when there is no such file or it tells of something else.
std::optional<std::string> plan_of_results(const std::string& path);

}  // namespace suanli
