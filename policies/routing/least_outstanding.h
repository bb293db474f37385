// least_outstanding.h -- fewest outstanding requests: one rule under the two names that it goes by.
#pragma once

#include <array>

#include "policies/routing/least_load.h"

namespace suanli {

constexpr std::array least_outstanding_params{ties_param};
constexpr std::string_view least_outstanding_summary = "the replica with the fewest requests waiting and running";

// LVS calls it least connections (Zhang 2000).
struct LeastOutstanding : LoadRule {
  using Score = std::uint32_t;
  static constexpr LoadNotices notices = LoadNotices::counts;
  Score score(const ReplicaLoad& load, const BalancingCandidate&) const { return load.outstanding(); }
};

// Under both names the same, to the draw.
inline std::unique_ptr<BalancingPolicy> make_least_outstanding(const Params& given, const ServicePolicyContext& context) {
  return least_load(LeastOutstanding{}, "least_connections", given, context);
}

}  // namespace suanli
