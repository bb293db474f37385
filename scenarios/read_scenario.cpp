// read_scenario.cpp -- include, override, read by the tables, check the whole, then tell all problems in order.
#include "scenarios/read_scenario.h"

#include <algorithm>
#include <filesystem>

#include "policies/registry.h"
#include "scenarios/known_policies.h"
#include "scenarios/param_fields.h"
#include "scenarios/scenario_checks.h"
#include "scenarios/scenario_fields.h"
#include "scenarios/scenario_sources.h"
#include "scenarios/service/service_checks.h"

namespace suanli {
namespace {

void complete_policy(std::string_view kind, PolicyChoice& choice) {
  const std::vector<KnownPolicy> known = known_policies(kind);
  const KnownPolicy* policy = find_policy(known, choice.name);
  SUANLI_ASSERT(policy != nullptr, "the policy that stands when none is named is in the registry");
  for (auto& [name, value] : default_params(policy->params)) choice.parameters.try_emplace(name, std::move(value));
}

// A scheduling policy that brings its own node part puts it in the place of the scenario's; the note that says so, or nothing.
std::string bring_placement(const PolicyChoice& scheduling, PolicyChoice& placement) {
  const SchedulingEntry* entry = find_entry(scheduling::entries(), scheduling.name);
  if (entry == nullptr || entry->placement.name.empty()) return {};
  const auto rule = scheduling.parameters.find("node_rule");
  if (rule != scheduling.parameters.end() && rule->second == ParamValue(std::string("placement"))) return {};
  PolicyChoice own{std::string(entry->placement.name), {}};
  if (!entry->placement.param.empty()) own.parameters.emplace(entry->placement.param, std::string(entry->placement.value));
  if (placement == own) return {};
  const bool other_name = placement.name != own.name;
  placement = own;
  return "scheduling " + scheduling.name + " brings its own placement, " + own.name + (other_name ? "" : ", with its own parameters");
}

bool prices_something(const ScenarioCluster& cluster) {
  for (const ScenarioZone& zone : cluster.zones) {
    if (zone.carbon_g_per_kwh.given() || zone.electricity_usd_per_kwh.given() || zone.pue != 1) return true;
  }
  for (const ScenarioPool& pool : cluster.pools) {
    if (pool.price_usd_per_hour.given()) return true;
  }
  return false;
}

std::vector<std::string> notes_on(const Scenario& scenario, const nlohmann::json& document) {
  std::vector<std::string> notes;
  std::string idle;
  const auto policies = document.find("policies");
  const auto given = [&](std::string_view kind) { return policies != document.end() && policies->contains(kind); };
  for (const std::string_view kind : {"balancing", "scaling"}) {
    if (given(kind)) idle += (idle.empty() ? "" : ", ") + std::string(kind);
  }
  const auto all_have = [&](const auto member) {
    const auto has = [&](const ScenarioService& each) { return (each.*member).has_value(); };
    return !scenario.services.empty() && std::all_of(scenario.services.begin(), scenario.services.end(), has);
  };
  for (const auto& [kind, own] : {std::pair{"balancing", all_have(&ScenarioService::balancing)}, std::pair{"scaling", all_have(&ScenarioService::scaling)}}) {
    if (own && given(kind)) notes.push_back("a policy for " + std::string(kind) + " has no effect: every service names its own");
  }
  if (!idle.empty() && scenario.services.empty()) notes.push_back("policies for " + idle + " have no effect: there are no services");
  if (given("recovery")) notes.emplace_back("a policy for recovery has no effect: this version does not simulate faults");
  // With services they count, though for services alone.
  if (prices_something(scenario.cluster) && scenario.services.empty()) {
    notes.emplace_back("prices, PUE and carbon intensity are kept but not used: cost, energy and carbon columns stay empty in this version");
  }
  return notes;
}

std::string in_directory(const std::string& directory, const std::string& path) {
  if (path.empty()) return directory;
  return directory.empty() ? path : (std::filesystem::path(directory) / path).lexically_normal().string();
}

}  // namespace

std::string ScenarioFile::opened_as(const std::string& file) const {
  return in_directory(directory, file);
}

ScenarioFile read_scenario(const std::string& path, const Overrides& overrides) {
  return read_scenario(read_json(path), overrides);
}

ScenarioFile read_scenario(JsonDocument document, const Overrides& overrides) {
  ScenarioFile file;
  file.path = document.file;
  const ScenarioSources sources(std::move(document), overrides);
  file.directory = sources.directory();
  std::vector<Problem> problems;
  ReadContext context{problems, &sources};
  read_object(Node{sources.merged(), {}, context}, file.scenario);
  check_scenario(file.scenario, problems);
  problems = sources.place(std::move(problems));
  if (!problems.empty()) throw InputError(std::move(problems));
  complete_policy("scheduling", file.scenario.policies.scheduling);
  const std::string brought = bring_placement(file.scenario.policies.scheduling, file.scenario.policies.placement);
  complete_policy("placement", file.scenario.policies.placement);
  complete_policy("balancing", file.scenario.policies.balancing);
  complete_policy("scaling", file.scenario.policies.scaling);
  complete_services(file.scenario);
  file.notes = notes_on(file.scenario, sources.merged());
  if (!brought.empty()) file.notes.push_back(brought);
  return file;
}

}  // namespace suanli
