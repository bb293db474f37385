// run_document.h -- run.json: what was run and how it ended, beside the CSV files of a run.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scenarios/scenario.h"
#include "sim/model/workload.h"
#include "sim/report/run_facts.h"
#include "workloads/ledger.h"

namespace suanli {

// The effective scenario whole, so that it can be run again. No clock, no machine: equal runs give equal bytes. Ends with a newline.
std::string write_run_document(std::string_view version, const Scenario& scenario, const RunFacts& facts, const Provenance& workload,
                               const Ledger& ledger);

// The name of the scenario whose run the file tells of; nothing when there is no such file or it is no run.json.
std::optional<std::string> scenario_of_run(const std::string& path);

}  // namespace suanli
