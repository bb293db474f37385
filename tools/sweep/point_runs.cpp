// point_runs.cpp -- takes what is shared from the shelves and runs the engine.
#include "tools/sweep/point_runs.h"

#include <chrono>
#include <set>

#include "scenarios/write_scenario.h"
#include "sim/cost/search/host_searcher.h"
#include "sim/report/metrics.h"
#include "sim/report/signature.h"
#include "tools/sweep/run_rows.h"
#include "tools/wall_limit.h"

namespace suanli::sweep {
namespace {

using Clock = std::chrono::steady_clock;

bool is_generated(const Scenario& scenario) {
  return std::holds_alternative<GenerateSource>(scenario.workload);
}

}  // namespace

PointRuns::PointRuns(const SweepPlan& plan, unsigned threads)
    : plan_(plan), scenarios_(2 * PointSchedule::most_open), jobs_(threads), clusters_(4 * std::size_t{threads}), services_(4 * std::size_t{threads}), late_tables_(threads) {}

PointRuns::PointScenario PointRuns::point_scenario(std::size_t point) const {
  PointScenario made;
  made.file = plan_.scenario(point);
  made.jobs = write_workload(made.file.scenario);
  made.machines = write_machines(made.file.scenario);
  made.services = write_services(made.file.scenario);
  return made;
}

std::string PointRuns::jobs_key(const PointScenario& point, std::uint64_t seed) const {
  return is_generated(point.file.scenario) ? point.jobs + std::to_string(seed) : point.jobs;
}

std::vector<std::string> PointRuns::read_all_traces() {
  std::vector<std::string> read;
  std::vector<Problem> problems;
  std::set<std::size_t> seen;
  for (std::size_t point = 0; point < plan_.grid().size(); ++point) {
    if (!seen.insert(plan_.workload_of(point)).second) continue;
    const PointScenario asked = point_scenario(point);
    if (is_generated(asked.file.scenario)) continue;
    try {
      const Shelf<Jobs>::Loan jobs(jobs_, asked.jobs, [&] { return build_jobs(asked.file, 0); });
      read.push_back(jobs->workload->provenance.source + ' ' + signature_text(jobs->workload->provenance.content_hash));
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return read;
}

TablesFilled PointRuns::fill_tables(const std::vector<std::size_t>& points, PlanSearcher& searcher) {
  const auto began = Clock::now();
  for (const std::size_t point : points) {
    const PointScenario asked = point_scenario(point);
    if (is_generated(asked.file.scenario) && asked.jobs.find("\"work\"") == std::string::npos) continue;
    const std::size_t replications = plan_.is_random(point) ? plan_.replications() : 1;
    for (std::size_t replication = 0; replication < replications; ++replication) {
      const std::uint64_t seed = plan_.grid().seed(point, replication);
      const std::string key = table_key(asked, seed);
      if (tables_.has(key)) continue;
      const Shelf<Jobs>::Loan jobs(jobs_, jobs_key(asked, seed), [&] { return build_jobs(asked.file, seed); });
      if (jobs->workload->works.empty()) break;
      tables_.add(key, asked.file, *jobs->workload, build_cluster(asked.file, jobs->device_models));
    }
  }
  if (tables_.count() == 0) return {};
  tables_.fill(searcher);
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  return {tables_.count(), tables_.steps(), tables_.searches(), seconds, std::string(searcher.name())};
}

PointRun PointRuns::run(const RunTask& task, RunContext& context, const std::atomic<bool>& stop) {
  const Shelf<PointScenario>::Loan point(scenarios_, std::to_string(task.point), [&] { return point_scenario(task.point); });
  const Scenario& scenario = point->file.scenario;
  const std::uint64_t seed = plan_.grid().seed(task.point, task.replication);
  const Shelf<Jobs>::Loan jobs(jobs_, jobs_key(*point, seed), [&] { return build_jobs(point->file, seed); });
  const std::string machines = jobs->device_models.empty() ? point->machines : point->machines + point->jobs;
  const Shelf<Cluster>::Loan cluster(clusters_, machines, [&] { return build_cluster(point->file, jobs->device_models); });
  const std::string service_key = jobs_key(*point, seed) + '\n' + point->machines + '\n' + point->services;
  const Shelf<ServiceSpecs>::Loan specs(services_, service_key, [&] { return service_specs(point->file, *jobs->workload, *cluster); });
  const Policies policies = build_policies(scenario, seed);
  const Services services = build_services(point->file, *specs, policies, seed);

  const bool described = !jobs->workload->works.empty();
  const EstimateTable* table = described ? tables_.find(table_key(*point, seed)) : nullptr;
  std::optional<Shelf<std::unique_ptr<const WorkTables>>::Loan> late;
  if (described && table == nullptr) {
    late.emplace(late_tables_, table_key(*point, seed), [&] { return filled_table(point->file, *jobs->workload, *cluster, *host_searcher(1)); });
    table = (**late)->find({});
  }

  PointRun made;
  EngineOptions options = engine_options(scenario);
  options.estimate_table = table;
  const WallLimit wall(scenario.limits.max_wall_s);
  options.keep_going = [&](const EngineOptions::Progress&) {
    made.has_no_result = made.has_no_result || wall.is_over();
    return !stop && !made.has_no_result;
  };
  RecorderOptions recorder = recorder_options(scenario);
  recorder.timeline_interval.reset();  // nobody would see it
  recorder.placements = false;
  recorder.estimate_table = table;
  const RunResult& result = context.run(*jobs->workload, *cluster, *policies.scheduling, *policies.placement, options, recorder, services.setups());
  if (made.has_no_result) made.limit = wall.text();
  else if (result.limit_hit) made.limit = *result.limit_hit;
  const std::vector<MetricRow> rows = compute_metrics(result, *jobs->workload, *cluster);
  made.bodies = row_bodies(rows);
  const Replications& replications = plan_.sweep().replications;
  if (replications.has_goal()) {
    if (const auto value = find_metric(rows, replications.metric)) made.goal_value = value->number();
  }
  return made;
}

}  // namespace suanli::sweep
