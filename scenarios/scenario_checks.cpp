// scenario_checks.cpp -- checks that need more than one field.
#include "scenarios/scenario_checks.h"

#include <algorithm>

#include "scenarios/catalog.h"
#include "scenarios/json_location.h"
#include "scenarios/service/service_checks.h"

namespace suanli {
namespace {

void refuse_unknown_link_ends(const ScenarioCluster& cluster, std::vector<Problem>& problems) {
  std::vector<std::string> zones;
  for (const ScenarioZone& zone : cluster.zones) zones.push_back(zone.name);
  for (std::size_t i = 0; i < cluster.links.size(); ++i) {
    const ZoneLink& link = cluster.links[i];
    const std::string pointer = "/cluster/links/" + std::to_string(i);
    const auto check = [&](const char* end, const std::string& name) {
      if (std::find(zones.begin(), zones.end(), name) != zones.end()) return;
      problems.push_back({{}, 0, 0, pointer + end, "unknown zone \"" + name + "\"", did_you_mean(name, zones)});
    };
    check("/from", link.from);
    check("/to", link.to);
    if (link.from == link.to) problems.push_back({{}, 0, 0, pointer, "a link joins two zones, not one with itself", {}});
  }
}

void add_unless_told(std::vector<Problem> found, std::vector<Problem>& problems) {
  const std::vector<Problem> told = problems;
  for (Problem& problem : found) {
    const bool known = std::any_of(told.begin(), told.end(), [&](const Problem& old) {
      return lies_under(problem.pointer, old.pointer) || lies_under(old.pointer, problem.pointer);
    });
    if (!known) problems.push_back(std::move(problem));
  }
}

}  // namespace

void refuse_twin_devices(const std::vector<CatalogDevice>& devices, const std::string& pointer, std::set<std::string>& taken,
                         std::vector<Problem>& problems) {
  for (std::size_t i = 0; i < devices.size(); ++i) {
    if (devices[i].name.empty() || taken.insert(devices[i].name).second) continue;
    problems.push_back({{}, 0, 0, pointer + "/" + std::to_string(i) + "/name",
                        "there is already a device model named \"" + devices[i].name + "\"", "give yours another name"});
  }
}

void check_scenario(const Scenario& scenario, std::vector<Problem>& problems) {
  std::vector<Problem> found;
  std::set<std::string> taken;
  for (const CatalogDevice& device : built_in_devices()) taken.insert(device.name);
  refuse_twin_devices(scenario.devices, "/devices", taken, found);
  refuse_twin_devices(scenario.cluster.devices, "/cluster/devices", taken, found);
  refuse_unknown_link_ends(scenario.cluster, found);
  try {
    const Cluster cluster(cluster_spec(scenario.cluster), all_devices(scenario));
    check_services(scenario, &cluster, problems, found);
  } catch (const InputError& error) {
    found.insert(found.end(), error.problems().begin(), error.problems().end());
    check_services(scenario, nullptr, problems, found);
  }
  const Measure& measure = scenario.measure;
  if (measure.until_s && *measure.until_s <= measure.from_s) {
    found.push_back({{}, 0, 0, "/measure/until_s", "must be later than from_s, " + format_seconds(measure.from_s), {}});
  }
  if (measure.batches == 1) found.push_back({{}, 0, 0, "/measure/batches", "one batch has no interval", "0 for none, or 2 or more"});
  if (measure.warmup_s && measure.batches == 0) {
    found.push_back({{}, 0, 0, "/measure/warmup_s", "cuts batch means alone, and there are none", "set batches, or from_s for all metrics"});
  }
  add_unless_told(std::move(found), problems);
}

ClusterSpec cluster_spec(const ScenarioCluster& cluster) {
  ClusterSpec spec;
  spec.zones.assign(cluster.zones.begin(), cluster.zones.end());
  spec.pools.assign(cluster.pools.begin(), cluster.pools.end());
  spec.links = cluster.links;
  return spec;
}

}  // namespace suanli
