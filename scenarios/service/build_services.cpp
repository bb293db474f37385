// build_services.cpp -- makes what the entries of the registries make.
#include "scenarios/service/build_services.h"

#include <algorithm>

#include "policies/registry.h"
#include "scenarios/checked_params.h"
#include "scenarios/service/service_checks.h"
#include "sim/engine/serving/serving_entry.h"

namespace suanli {
namespace {

template <class Entry, class Context>
auto made_by(std::span<const Entry* const> entries, const PolicyChoice& choice, const Context& context) {
  const Entry* entry = find_entry(entries, choice.name);
  SUANLI_ASSERT(entry != nullptr, "a scenario that was read names known policies");
  return entry->make(checked_params(entry->params, choice.parameters), context);
}

}  // namespace

Services::Services(const Scenario& scenario, std::span<const ServiceSpec> specs, std::uint64_t seed) {
  SUANLI_ASSERT(specs.size() == scenario.services.size(), "every service has a spec");
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const ScenarioService& service = scenario.services[i];
    engines_.push_back(made_by(serving::entries(), *service.serving, ServingContext{seed, service.name}));
    balancing_.push_back(
        made_by(balancing::entries(), balancing_of(scenario, service), ServicePolicyContext{seed, service.name}));
    scaling_.push_back(made_by(scaling::entries(), scaling_of(scenario, service), ServicePolicyContext{seed, service.name}));
    setups_.push_back({&specs[i], engines_.back().get(), balancing_.back().get(), scaling_.back().get(), seed});
  }
}

bool services_are_random(const Scenario& scenario) {
  return std::any_of(scenario.services.begin(), scenario.services.end(), [&](const ScenarioService& service) {
    const PolicyChoice& choice = balancing_of(scenario, service);
    const BalancingEntry* balancing = find_entry(balancing::entries(), choice.name);
    if (balancing != nullptr && balancing->is_random != nullptr &&
        balancing->is_random(checked_params(balancing->params, choice.parameters)))
      return true;
    const auto law = service.serving->parameters.find("patience_law");
    if (law != service.serving->parameters.end() && law->second == ParamValue(std::string("exponential"))) return true;
    return service.retry.retries > 0 && service.retry.jitter > 0;
  });
}

}  // namespace suanli
