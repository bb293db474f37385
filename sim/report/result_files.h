// result_files.h -- writes the CSV files of a run into a directory, all of them or none.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/cluster.h"
#include "sim/model/workload.h"
#include "sim/report/metric.h"
#include "sim/report/run_result.h"

namespace suanli {

// A file made elsewhere that belongs to the set, as run.json.
struct NamedText {
  std::string name;
  std::string text;
};

// Made of result files by `suanli export`, beside them.
inline constexpr std::array<std::string_view, 3> export_file_names{"trace.perfetto.json", "metrics.om", "results.sqlite"};

// Of an earlier run or sweep in the directory, because they would tell of other results. [InputError] when one can't be removed.
void remove_exports(const std::string& directory);

// Writes `more` and summary.csv, jobs.csv, nodes.csv and, when the run was sampled, timeline.csv, when it has services, requests.csv and
// replicas.csv, and when a job describes its work, phases.csv; where there is none of these, that of an earlier run is removed. Exports of an earlier run are removed first. The directory is made if need be. Every file is written to a temporary name first and they get their names only once all are
// complete, so an error leaves what was there before. Returns the names of the files.
// [InputError] naming the path and the system's reason.
std::vector<std::string> write_result_files(const std::string& directory, const RunResult& run, const Workload& workload,
                                            const Cluster& cluster, std::span<const MetricRow> rows,
                                            std::span<const NamedText> more = {});

}  // namespace suanli
