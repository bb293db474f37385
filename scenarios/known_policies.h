// known_policies.h -- the policies a scenario may name, of every kind, with what they take.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/params.h"

namespace suanli {

struct KnownPolicy {
  std::string_view name;
  std::string_view summary;
  std::span<const ParamSpec> params;
  bool simulated = true;  // false: acts on faults, which this version does not simulate; parameters are then not checked
};

// Of "scheduling", "placement", "balancing", "scaling" or "recovery", by name but for the last; or serving engines, of "serving".
std::vector<KnownPolicy> known_policies(std::string_view kind);

// The policy of that name, or null.
const KnownPolicy* find_policy(const std::vector<KnownPolicy>& policies, std::string_view name);

}  // namespace suanli
