// service_checks.h -- what must hold between the parts of a service, and between it and the machines.
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/base/check.h"
#include "sim/model/cluster.h"

namespace suanli {

// Keys that contradict each other, names nobody knows, replicas that fit nowhere. `cluster` is null where it cannot be built.
// Services that `told` says anything of are left out.
void check_services(const Scenario& scenario, const Cluster* cluster, const std::vector<Problem>& told,
                    std::vector<Problem>& problems);

// Fills in what follows from other keys of a service: its serving engine with all parameters, and tp. REQUIRES a scenario
// without problems.
void complete_services(Scenario& scenario);

// The choice that holds for a service.
const PolicyChoice& balancing_of(const Scenario& scenario, const ScenarioService& service);
const ScalingChoice& scaling_of(const Scenario& scenario, const ScenarioService& service);

// Of the serving engine that a service names or that follows from how it answers.
std::string serving_name(const ScenarioService& service);

// Requests that a batch of the service's engine may hold; tables of times are filled up to there.
std::size_t largest_batch(const ScenarioService& service);

}  // namespace suanli
