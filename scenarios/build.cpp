// build.cpp -- one function per kind of thing.
#include "scenarios/build.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include "policies/registry.h"
#include "scenarios/catalog.h"
#include "scenarios/checked_params.h"
#include "scenarios/scenario_checks.h"
#include "scenarios/scenario_fields.h"
#include "scenarios/scenario_sources.h"
#include "sim/cost/search/host_searcher.h"
#include "workloads/generate/generate.h"
#include "workloads/import/importer.h"
#include "workloads/read_trace.h"
#include "workloads/workload_cut.h"

namespace suanli {
namespace {

Jobs jobs_of(const TraceSource& source, const ScenarioFile& file, std::uint64_t) {
  TraceFile trace = read_trace(file.opened_as(source.path.text));
  if (!source.cut.changes_nothing()) trace.workload = cut_workload(*trace.workload, source.cut, trace.ledger);
  return {std::move(trace.workload), std::move(trace.ledger), {}};
}

Jobs jobs_of(const GenerateSource& source, const ScenarioFile& file, std::uint64_t seed) {
  std::vector<Problem> problems;
  const GenerateSpec spec = parse_generate_spec(source.spec, "/workload/generate", file.opened_as(source.directory), problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return {generate(spec, seed), {}, {}};
}

Jobs jobs_of(const ImportSource& source, const ScenarioFile& file, std::uint64_t) {
  const ImporterEntry* importer = find_entry(import::entries(), source.format);
  SUANLI_ASSERT(importer != nullptr, "a scenario that was read names a known importer");
  std::vector<std::string> files;
  for (const FilePath& path : source.files) files.push_back(file.opened_as(path.text));
  ImportResult result = importer->read(files, checked_params(importer->params, source.options));
  const Provenance provenance{.source = files.front(), .format = source.format};
  auto workload = result.jobs.finish(provenance);
  if (!source.cut.changes_nothing()) workload = cut_workload(*workload, source.cut, result.ledger);
  return {std::move(workload), std::move(result.ledger), std::move(result.device_models)};
}

std::vector<DeviceModel> catalog_for(const Scenario& scenario, const std::vector<DeviceModel>& more) {
  std::vector<DeviceModel> catalog = all_devices(scenario);
  for (const DeviceModel& model : more) {
    const auto same = [&](const DeviceModel& known) { return known.name == model.name; };
    if (std::none_of(catalog.begin(), catalog.end(), same)) catalog.push_back(model);
  }
  return catalog;
}

template <class Entry>
auto make_policy(std::span<const Entry* const> entries, const PolicyChoice& choice, std::uint64_t seed) {
  const Entry* entry = find_entry(entries, choice.name);
  SUANLI_ASSERT(entry != nullptr, "a scenario that was read names known policies");
  return entry->make(checked_params(entry->params, choice.parameters), PolicyContext{seed});
}

// Requests that nobody answers would be lost.
void require_services(const Workload& workload, const ScenarioFile& file) {
  if (workload.request_count() == 0 || !file.scenario.services.empty()) return;
  throw InputError({{file.path, 0, 0, "/services", "requests need services: the workload has " + std::to_string(workload.request_count()) + " requests, and nothing answers them",
                     "name the services, or leave the requests out of the trace"}});
}

}  // namespace

Jobs build_jobs(const ScenarioFile& file, std::uint64_t seed) {
  Jobs jobs = std::visit([&](const auto& source) { return jobs_of(source, file, seed); }, file.scenario.workload);
  require_services(*jobs.workload, file);
  return jobs;
}

Cluster build_cluster(const ScenarioFile& file, const std::vector<DeviceModel>& models_of_jobs) {
  return Cluster(cluster_spec(file.scenario.cluster), catalog_for(file.scenario, models_of_jobs), file.path);
}

Policies build_policies(const Scenario& scenario, std::uint64_t seed) {
  return {make_policy(scheduling::entries(), scenario.policies.scheduling, seed),
          make_policy(placement::entries(), scenario.policies.placement, seed)};
}

Services build_services(const ScenarioFile& file, const ServiceSpecs& specs, const Policies& policies, std::uint64_t seed) {
  if (specs.specs.empty()) return {};
  if (policies.scheduling->needs().ask == AskMode::per_event) {
    throw InputError({{file.path, 0, 0, "/policies/scheduling",
                       "services run beside policies that are asked once an instant, and this one is asked at each event",
                       "choose other semantics, or another policy"}});
  }
  return {file.scenario, specs.specs, seed};
}

EngineOptions engine_options(const Scenario& scenario) {
  EngineOptions options;
  options.kill_at_limit = scenario.kill_at_limit;
  options.max_queued_jobs = scenario.admission.max_queued_jobs;
  options.limits.events = static_cast<std::uint64_t>(scenario.limits.max_events);
  options.limits.events_at_one_time = static_cast<std::uint64_t>(scenario.limits.max_zero_time_events);
  if (scenario.limits.max_simulated_s) options.limits.simulated = time_zero + *scenario.limits.max_simulated_s;
  options.scheduling_name = scenario.policies.scheduling.name;
  options.placement_name = scenario.policies.placement.name;
#ifndef NDEBUG
  options.check_invariants = true;  // a debug build checks the dear ones too, after every instant
#endif
  return options;
}

RecorderOptions recorder_options(const Scenario& scenario) {
  RecorderOptions options;
  if (scenario.output.timeline_s > Duration{}) options.timeline_interval = scenario.output.timeline_s;
  options.fragmentation = scenario.output.fragmentation;
  options.token_gaps = scenario.output.token_gaps;
  options.measure_from = time_zero + scenario.measure.from_s;
  if (scenario.measure.until_s) options.measure_until = time_zero + *scenario.measure.until_s;
  options.steady_state.batches = scenario.measure.batches;
  if (scenario.measure.warmup_s) options.steady_state.warm_up_until = time_zero + *scenario.measure.warmup_s;
  return options;
}

Experiment build(const ScenarioFile& file, PlanSearcher& searcher) {
  Jobs jobs = build_jobs(file, file.scenario.seed);
  Cluster cluster = build_cluster(file, jobs.device_models);
  auto work = filled_table(file, *jobs.workload, cluster, searcher);
  ServiceSpecs specs = service_specs(file, *jobs.workload, cluster);
  Experiment made{.workload = std::move(jobs.workload),
                  .cluster = std::move(cluster),
                  .work = std::move(work),
                  .policies = build_policies(file.scenario, file.scenario.seed),
                  .service_specs = std::move(specs),
                  .services = {},
                  .engine = engine_options(file.scenario),
                  .recorder = recorder_options(file.scenario),
                  .ledger = std::move(jobs.ledger)};
  made.services = build_services(file, made.service_specs, made.policies, file.scenario.seed);
  made.engine.estimate_table = made.recorder.estimate_table = made.work->find({});
  return made;
}

Experiment build(const ScenarioFile& file) {
  return build(file, *host_searcher(std::max(1U, std::thread::hardware_concurrency())));
}

Cluster read_cluster(const std::string& path) {
  (void)read_json(path);  // what is wrong with the file itself is told of it, not of the document below
  const std::filesystem::path file(path);
  const std::string naming = (file.parent_path() / "scenario").string();
  const ScenarioSources sources(parse_json(naming, nlohmann::json{{"cluster", file.filename().string()}}.dump()), {});
  std::vector<Problem> problems;
  ReadContext context{problems, &sources};
  Scenario scenario;
  const Node root{sources.merged(), {}, context};
  read_object(root.member("cluster", sources.merged()["cluster"]), scenario.cluster);
  check_scenario(scenario, problems);
  problems = sources.place(std::move(problems));
  if (!problems.empty()) throw InputError(std::move(problems));
  return Cluster(cluster_spec(scenario.cluster), all_devices(scenario), path);
}

}  // namespace suanli
