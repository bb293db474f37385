// read_sweep.h -- from a sweep file to a plan: every point checked before anything runs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenarios/json_document.h"
#include "scenarios/read_scenario.h"
#include "scenarios/sweep/sweep.h"
#include "scenarios/sweep/sweep_grid.h"

namespace suanli {

// The sweep as written; its base scenario as a document whose `file` says where relative paths start.
struct SweepFile {
  Sweep sweep;
  JsonDocument document;
  JsonDocument base;
  Overrides overrides;                         // of the command line, on the base
  std::map<std::string, std::string> options;  // by pointer into the document: the option of the command line it comes from, for messages
};

// [InputError] with all problems of the sweep file itself. The points are checked by SweepPlan.
SweepFile read_sweep(const std::string& path, const Overrides& overrides = {});
// A sweep made by the command line: `document` as of a sweep file without base, varying the scenario of that path. `options` as in SweepFile.
SweepFile read_sweep_of(const std::string& scenario_path, nlohmann::json document, const Overrides& overrides,
                        std::map<std::string, std::string> options);

// A checked sweep. A point's scenario is read anew each time it is wanted, so a plan is small however many points it has.
class SweepPlan {
 public:
  // Reads the scenario of every point. [InputError] with all problems of all points, each once and with the place of the value that causes it.
  explicit SweepPlan(SweepFile file);

  const Sweep& sweep() const { return file_.sweep; }
  const SweepGrid& grid() const { return grid_; }
  // The base scenario as JSON, every default filled in; as it stands in its file when it is complete only with what the points change.
  nlohmann::json base() const;
  // The point's scenario without its seed.
  ScenarioFile scenario(std::size_t point) const;
  // Whether anything is drawn at random in the point's runs: else all its replications are one.
  bool is_random(std::size_t point) const { return random_[point]; }
  bool any_random() const;
  // Runs of each point before the goal is looked at, and where they end: 1 and 1 when nothing is random.
  std::size_t replications() const { return any_random() ? static_cast<std::size_t>(sweep().replications.at_least) : 1; }
  std::size_t most_replications() const { return any_random() ? static_cast<std::size_t>(sweep().replications.at_most) : 1; }
  // Equal for points whose jobs are the same in every replication; counted from 0.
  std::size_t workload_of(std::size_t point) const { return workload_of_[point]; }
  // Over everything that decides the results but the content of traces: scenarios, columns, seeds, replications.
  std::uint64_t hash() const { return hash_; }
  // What was read but has no effect, each once.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  void check_points();

  SweepFile file_;
  SweepGrid grid_;
  std::vector<bool> random_;
  std::vector<std::uint32_t> workload_of_;
  std::uint64_t hash_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace suanli
