// known_policies.cpp -- the registry's tables, and the names of the kinds that have no code yet.
#include "scenarios/known_policies.h"

#include "policies/registry.h"

namespace suanli {
namespace {

constexpr std::string_view balancing_names[] = {
    "round_robin",          "weighted_round_robin", "random",       "least_connections",  "least_outstanding",
    "weighted_least_connections", "least_response_time", "least_bandwidth", "power_of_two", "join_shortest_queue",
    "least_tokens",         "least_kv",             "session_affinity", "prefix_aware",   "dynamic",
    "weighted_scorers"};
constexpr std::string_view scaling_names[] = {"fixed", "target_utilisation", "queue_length", "predictive", "slo_aware"};
constexpr std::string_view recovery_names[] = {"none",           "restart", "checkpoint_restart", "task_redundancy",
                                               "hot_spare", "migrate"};

template <class Entry>
std::vector<KnownPolicy> from_registry(std::span<const Entry* const> entries) {
  std::vector<KnownPolicy> known;
  for (const Entry* entry : entries) known.push_back({entry->name, entry->summary, entry->params, true});
  return known;
}

std::vector<KnownPolicy> by_name_only(std::span<const std::string_view> names) {
  std::vector<KnownPolicy> known;
  for (const std::string_view name : names) known.push_back({name, "not simulated by this version", {}, false});
  return known;
}

}  // namespace

std::vector<KnownPolicy> known_policies(std::string_view kind) {
  if (kind == "scheduling") return from_registry(scheduling::entries());
  if (kind == "placement") return from_registry(placement::entries());
  if (kind == "balancing") return by_name_only(balancing_names);
  if (kind == "scaling") return by_name_only(scaling_names);
  SUANLI_ASSERT(kind == "recovery", "there are five kinds of policies");
  return by_name_only(recovery_names);
}

const KnownPolicy* find_policy(const std::vector<KnownPolicy>& policies, std::string_view name) {
  for (const KnownPolicy& policy : policies) {
    if (policy.name == name) return &policy;
  }
  return nullptr;
}

}  // namespace suanli
