// build.h -- turns the names of a scenario into things: jobs, machines and policies.
#pragma once

#include <memory>
#include <string>

#include "scenarios/read_scenario.h"
#include "sim/engine/engine.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"
#include "sim/report/recorder.h"
#include "workloads/ledger.h"

namespace suanli {

// All that a run needs. The policies keep state: one run per experiment.
struct Experiment {
  std::unique_ptr<const Workload> workload;
  Cluster cluster;
  std::unique_ptr<SchedulingPolicy> scheduling;
  std::unique_ptr<PlacementPolicy> placement;
  EngineOptions engine;      // max_wall_s is the caller's to keep, by keep_going
  RecorderOptions recorder;
  Ledger ledger;             // what was cleaned while reading the jobs
};

// Reads or makes the jobs. [InputError] of the readers and generators.
Experiment build(const ScenarioFile& file);

// A cluster file by itself, as a scenario would take it. [InputError] with places.
Cluster read_cluster(const std::string& path);

}  // namespace suanli
