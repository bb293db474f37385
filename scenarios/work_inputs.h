// work_inputs.h -- described work with its names looked up: what a table of estimates is made of.
#pragma once

#include <string>

#include "scenarios/cost_names.h"
#include "sim/cost/work/table_layout.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"

namespace suanli {

// All problems at once [InputError]: unknown models, parts of work that do not go together, devices without rates, and pools without a
// network that gangs may span. `file` is the scenario's, for what is wrong with its cluster.
WorkInputs work_inputs(const CostNames& names, const Workload& workload, const Cluster& cluster, const std::string& file);

}  // namespace suanli
