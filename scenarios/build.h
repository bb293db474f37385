// build.h -- turns the names of a scenario into things: jobs, machines and policies.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/read_scenario.h"
#include "scenarios/service/build_services.h"
#include "scenarios/service/service_specs.h"
#include "scenarios/work_table.h"
#include "sim/engine/engine.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"
#include "sim/report/recorder.h"
#include "workloads/ledger.h"

namespace suanli {

// The jobs as read or made, and what came with them.
struct Jobs {
  std::unique_ptr<const Workload> workload;
  Ledger ledger;                           // what was cleaned while reading
  std::vector<DeviceModel> device_models;  // those that an imported trace names
};
// `seed` is that of the generators. [InputError] of the readers and generators, and when there are requests but no services.
Jobs build_jobs(const ScenarioFile& file, std::uint64_t seed);

// The catalog is that of the program, the scenario and the jobs. [InputError]
Cluster build_cluster(const ScenarioFile& file, const std::vector<DeviceModel>& models_of_jobs);

// Policies keep state: one set per run.
struct Policies {
  std::unique_ptr<SchedulingPolicy> scheduling;
  std::unique_ptr<PlacementPolicy> placement;
};
Policies build_policies(const Scenario& scenario, std::uint64_t seed);

// Likewise of services, beside those policies. The specs are those of the scenario, the workload and the cluster, and must outlive it.
// [InputError] when the scheduling policy cannot run beside services.
Services build_services(const ScenarioFile& file, const ServiceSpecs& specs, const Policies& policies, std::uint64_t seed);

EngineOptions engine_options(const Scenario& scenario);  // max_wall_s is the caller's to keep, by keep_going
RecorderOptions recorder_options(const Scenario& scenario);

// All that a run needs, for one run.
struct Experiment {
  std::unique_ptr<const Workload> workload;
  Cluster cluster;
  std::unique_ptr<const WorkTables> work;  // one table
  Policies policies;
  ServiceSpecs service_specs;
  Services services;
  EngineOptions engine;
  RecorderOptions recorder;
  Ledger ledger;
};

// All of the above under the scenario's own seed. Tables of estimates are filled by `searcher`. [InputError]
Experiment build(const ScenarioFile& file, PlanSearcher& searcher);
// The same by the processors of this machine.
Experiment build(const ScenarioFile& file);

// A cluster file by itself, as a scenario would take it. [InputError] with places.
Cluster read_cluster(const std::string& path);

}  // namespace suanli
