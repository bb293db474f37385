// capacity_view.h -- the answer of suanli capacity for the eye and as a table.
#pragma once

#include <string>

#include "scenarios/scenario.h"
#include "tools/capacity/capacity_runs.h"
#include "tools/capacity/capacity_search.h"
#include "tools/suanli/output_table.h"
#include "tools/suanli/terminal.h"

namespace suanli::cli {

std::string percent(double share);
// "8 replicas" or "19.4 requests/s".
std::string size_text(const capacity::CapacityRuns& runs, const capacity::Question& question, std::int64_t size);
// A row for each size that was tried, the easier ones last.
OutputTable capacity_table(const capacity::CapacityRuns& runs, const capacity::Question& question, const capacity::SearchAnswer& answer);
std::string capacity_text(capacity::CapacityRuns& runs, const capacity::Question& question, const capacity::SearchAnswer& answer,
                          const Scenario& scenario, const Terminal& terminal);

}  // namespace suanli::cli
