// service_specs.h -- services as the engine takes them: shapes, rules and tables for one cluster, and which requests are
// theirs.
#pragma once

#include <string>
#include <vector>

#include "scenarios/read_scenario.h"
#include "sim/engine/serving/service_spec.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"

namespace suanli {

struct ServiceSpecs {
  std::vector<ServiceSpec> specs;  // in the order of the scenario
  std::vector<std::string> notes;
};

// Immutable; runs on equal machines and workloads share them. [InputError] of requests: without a service in the scenario, or
// without what their service needs.
ServiceSpecs service_specs(const ScenarioFile& file, const Workload& workload, const Cluster& cluster);

}  // namespace suanli
