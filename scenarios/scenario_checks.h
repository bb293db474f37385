// scenario_checks.h -- what must hold between the parts of a scenario, beyond what each field says of itself.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/base/check.h"

namespace suanli {

// Notes devices whose name is in `taken` or comes twice; adds the names to `taken`. `pointer` is that of the list.
void refuse_twin_devices(const std::vector<CatalogDevice>& devices, const std::string& pointer, std::set<std::string>& taken,
                         std::vector<Problem>& problems);

// Problems of the whole: names that are missing or taken, a cluster that cannot be, times that contradict each other. A part that
// `problems` already tells of is not told of again.
void check_scenario(const Scenario& scenario, std::vector<Problem>& problems);

// The cluster without prices, as the simulator takes it.
ClusterSpec cluster_spec(const ScenarioCluster& cluster);

}  // namespace suanli
