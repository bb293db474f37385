// point_runs.h -- one run of one point: its scenario, jobs, machines and policies, and the figures that come out.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/build.h"
#include "scenarios/sweep/read_sweep.h"
#include "sim/report/run_context.h"
#include "tools/sweep/point_schedule.h"
#include "tools/sweep/point_tables.h"
#include "tools/sweep/shelf.h"

namespace suanli::sweep {

struct PointRun {
  std::string bodies;                // rows of sweep.csv from the column `metric` on
  std::optional<double> goal_value;  // of the metric of the goal
  std::string limit;                 // which limit ended the run; empty when none
  bool has_no_result = false;        // that limit was of wall-clock time: another run would end elsewhere
};

// What runs share is kept here, a few of each kind for each thread. All members may be called from any thread.
class PointRuns {
 public:
  // The plan must outlive it.
  PointRuns(const SweepPlan& plan, unsigned threads);

  // For points with jobs that describe their work: the tables of estimates of all of them in one batch. Once, before the first run. Runs that
  // a goal adds beyond the first replications make theirs on the way. [InputError] as work_inputs.
  TablesFilled fill_tables(const std::vector<std::size_t>& points, PlanSearcher& searcher);

  // `stop`: end soon; the result is then not used. [InputError, PolicyError]
  PointRun run(const RunTask& task, RunContext& context, const std::atomic<bool>& stop);

  // Reads every trace and imported file once. Their names with the hashes of their content, in the order of points. [InputError] of all that is
  // wrong with any of them.
  std::vector<std::string> read_all_traces();

 private:
  struct PointScenario {
    ScenarioFile file;
    std::string jobs;      // keys of what it needs
    std::string machines;
    std::string services;
  };
  PointScenario point_scenario(std::size_t point) const;
  std::string jobs_key(const PointScenario& point, std::uint64_t seed) const;
  std::string table_key(const PointScenario& point, std::uint64_t seed) const { return jobs_key(point, seed) + '\n' + point.machines; }

  const SweepPlan& plan_;
  Shelf<PointScenario> scenarios_;
  Shelf<Jobs> jobs_;
  Shelf<Cluster> clusters_;
  Shelf<ServiceSpecs> services_;
  WorkTables tables_;
  Shelf<std::unique_ptr<const WorkTables>> late_tables_;
};

}  // namespace suanli::sweep
