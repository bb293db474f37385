// known_policies.cpp -- the registry's tables, and the names of the kind that has no code yet.
#include "scenarios/known_policies.h"

#include "policies/registry.h"
#include "sim/engine/serving/serving_entry.h"

namespace suanli {
namespace {

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
  if (kind == "balancing") return from_registry(balancing::entries());
  if (kind == "scaling") return from_registry(scaling::entries());
  if (kind == "serving") return from_registry(serving::entries());
  SUANLI_ASSERT(kind == "recovery", "there are six kinds of policies");
  return by_name_only(recovery_names);
}

const KnownPolicy* find_policy(const std::vector<KnownPolicy>& policies, std::string_view name) {
  for (const KnownPolicy& policy : policies) {
    if (policy.name == name) return &policy;
  }
  return nullptr;
}

}  // namespace suanli
