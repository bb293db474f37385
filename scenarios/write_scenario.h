// write_scenario.h -- the effective scenario as JSON: whole, every default filled in, keys in the order of the tables.
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/model/cluster.h"

namespace suanli {

// Files it named are part of it, but for traces, imported files and series. Read again from the same directory it gives an equal
// scenario. Ends with a newline.
std::string write_scenario(const Scenario& scenario);

// Only where the jobs come from, or only the machines and the device models added to the catalog: equal texts mean equal things.
std::string write_workload(const Scenario& scenario);
std::string write_machines(const Scenario& scenario);
// Only the services and the policies that hold for those that choose none.
std::string write_services(const Scenario& scenario);

// A cluster file for a scenario's "cluster", with the device models it names that the built-in catalog lacks. Ends with a newline.
std::string write_cluster(const ClusterSpec& cluster, const std::vector<DeviceModel>& models);

}  // namespace suanli
