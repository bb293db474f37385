// write_scenario.cpp -- the tables in the other direction.
#include "scenarios/write_scenario.h"

#include <set>

#include "scenarios/catalog.h"
#include "scenarios/cost_fields.h"
#include "scenarios/scenario_fields.h"
#include "scenarios/service/service_fields.h"

namespace suanli {
namespace {

std::string as_text(const Json& json) {
  return json.dump(2) + '\n';
}

}  // namespace

std::string write_scenario(const Scenario& scenario) {
  return as_text(write_object(scenario));
}

std::string write_workload(const Scenario& scenario) {
  return as_text(Codec<WorkloadSource>::write({}, scenario.workload));
}

std::string write_machines(const Scenario& scenario) {
  return as_text(write_object(scenario.cluster)) + as_text(Codec<std::vector<CatalogDevice>>::write({}, scenario.devices)) +
         as_text(Codec<std::vector<DeviceFigures>>::write({}, scenario.device_rates)) +
         as_text(Codec<std::vector<CatalogModel>>::write({}, scenario.models)) + as_text(Codec<std::vector<CatalogWork>>::write({}, scenario.works));
}

std::string write_services(const Scenario& scenario) {
  if (scenario.services.empty()) return {};
  return as_text(Codec<std::vector<ScenarioService>>::write({}, scenario.services)) +
         as_text(Codec<PolicyChoice>::write({.key = "balancing"}, scenario.policies.balancing)) +
         as_text(Codec<ScalingChoice>::write({.key = "scaling"}, scenario.policies.scaling));
}

std::string write_cluster(const ClusterSpec& cluster, const std::vector<DeviceModel>& models) {
  ScenarioCluster whole;
  for (const Zone& zone : cluster.zones) whole.zones.push_back({zone, {}, {}});
  for (const Pool& pool : cluster.pools) whole.pools.push_back({pool, {}});
  whole.links = cluster.links;
  std::set<std::string> named;
  for (const CatalogDevice& device : built_in_devices()) named.insert(device.name);
  for (const DeviceModel& model : models) {
    if (named.insert(model.name).second) whole.devices.push_back({model, false});
  }
  return as_text(write_object(whole));
}

}  // namespace suanli
