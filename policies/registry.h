// registry.h -- policies by name; the folders scheduling/, placement/, balancing/ and scaling/ are the tables.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/params.h"
#include "sim/engine/policy.h"
#include "sim/engine/serving/balancing_policy.h"
#include "sim/engine/serving/scaling_policy.h"

namespace suanli {

// What a policy is made with besides its parameters.
struct PolicyContext {
  std::uint64_t seed = 1;  // of the run: a random policy draws from Stream(seed, "policy/<kind>/<name>")
};

// The node part that a scheduling policy brings: this placement, with its defaults but for one parameter, stands in for the scenario's, unless
// the scheduling policy's own parameter "node_rule" says "placement".
struct OwnPlacement {
  std::string_view name{};  // empty: none
  std::string_view param{};
  std::string_view value{};
};

struct SchedulingEntry {
  std::string_view name;
  std::string_view summary;
  std::span<const ParamSpec> params;
  std::unique_ptr<SchedulingPolicy> (*make)(const Params& params, const PolicyContext& context);
  bool is_random = false;  // it draws from the context's seed
  OwnPlacement placement{};
};

struct PlacementEntry {
  std::string_view name;
  std::string_view summary;
  std::span<const ParamSpec> params;
  std::unique_ptr<PlacementPolicy> (*make)(const Params& params, const PolicyContext& context);
  bool is_random = false;  // it draws from the context's seed
};

// What a policy of an online service is made with besides its parameters.
struct ServicePolicyContext {
  std::uint64_t seed = 1;  // of the run: a random policy draws from Stream(seed, "policy/<kind>/<name>/<service>")
  std::string service;     // its name
};

struct BalancingEntry {
  std::string_view name;
  std::string_view summary;
  std::span<const ParamSpec> params;
  std::unique_ptr<BalancingPolicy> (*make)(const Params& params, const ServicePolicyContext& context);
  bool (*is_random)(const Params& params) = nullptr;  // whether it draws from the context's seed; null: never
};

struct ScalingEntry {
  std::string_view name;
  std::string_view summary;
  std::span<const ParamSpec> params;
  std::unique_ptr<ScalingPolicy> (*make)(const Params& params, const ServicePolicyContext& context);
};

namespace scheduling {
std::span<const SchedulingEntry* const> entries();  // by name
}
namespace placement {
std::span<const PlacementEntry* const> entries();  // by name
}
namespace balancing {
std::span<const BalancingEntry* const> entries();  // by name
}
namespace scaling {
std::span<const ScalingEntry* const> entries();  // by name
}

// The entry of that name, or null.
template <class Entry>
const Entry* find_entry(std::span<const Entry* const> entries, std::string_view name) {
  for (const Entry* entry : entries) {
    if (entry->name == name) return entry;
  }
  return nullptr;
}

template <class Entry>
std::vector<std::string> names_of(std::span<const Entry* const> entries) {
  std::vector<std::string> names;
  for (const Entry* entry : entries) names.emplace_back(entry->name);
  return names;
}

}  // namespace suanli
