// weighted_least_connections.cpp -- fewest outstanding requests for a replica's weight.
#include <array>

#include "policies/routing/least_load.h"
#include "policies/routing/replica_weights.h"
#include "sim/base/int128.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{
    ParamSpec{.name = "plus_one", .type = ParamType::boolean, .default_value = "false",
              .help = "count the request itself too: (n + 1) / weight, the shortest expected delay"},
    replica_weights_param, ties_param};

// Outstanding requests over weight (LVS wlc, and sed with plus_one), compared by cross products.
struct WeightedCount : LoadRule {
  struct Score {
    std::uint64_t count = 0;
    std::uint64_t weight = 1;
    bool operator<(const Score& other) const {
      return static_cast<UInt128>(count) * other.weight < static_cast<UInt128>(other.count) * weight;
    }
  };
  static constexpr LoadNotices notices = LoadNotices::counts;
  Score score(const ReplicaLoad& load, const BalancingCandidate& candidate) const {
    return {load.outstanding() + itself, static_cast<std::uint64_t>(weights.of(candidate))};
  }

  std::uint64_t itself;
  ReplicaWeights weights;
};

}  // namespace

extern const BalancingEntry weighted_least_connections_entry;
const BalancingEntry weighted_least_connections_entry{
    "weighted_least_connections", "the replica with the fewest requests outstanding for its weight", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      return least_load(WeightedCount{{}, given.flag("plus_one") ? 1U : 0U, ReplicaWeights(given)}, "weighted_least_connections", given, context);
    },
    draws_ties};

}  // namespace suanli::balancing
