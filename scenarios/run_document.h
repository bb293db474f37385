// run_document.h -- run.json: what was run and how it ended, beside the CSV files of a run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/model/workload.h"
#include "sim/report/run_facts.h"
#include "workloads/ledger.h"

namespace suanli {

// The effective scenario whole, so that it can be run again. No clock, no machine: equal runs give equal bytes. Ends with a newline.
std::string write_run_document(std::string_view version, const Scenario& scenario, const RunFacts& facts, const Provenance& workload,
                               const Ledger& ledger);

// run.json read back, as far as the report needs it.
struct RunDocument {
  std::string version, status, name, why, scheduling, placement, signature, workload_source, workload_hash;
  std::uint64_t seed = 0;
  std::vector<std::string> limits_hit;
  std::vector<std::pair<std::string, std::uint64_t>> jobs;  // how many by status, as in the file
  std::vector<std::pair<std::string, std::uint64_t>> requests;  // likewise; empty of a run without services
  double end_s = 0, from_s = 0, until_s = 0;
  std::string scenario;  // the effective one, indented
};

// [InputError] when the file is missing, no JSON, or not what write_run_document writes.
RunDocument read_run_document(const std::string& path);

// The name of the scenario whose run the file tells of; nothing when there is no such file or it is no run.json.
std::optional<std::string> scenario_of_run(const std::string& path);

}  // namespace suanli
