// join_shortest_queue.cpp -- requests to the replica with the fewest waiting for a slot, then with the fewest outstanding.
#include <array>
#include <compare>

#include "policies/routing/least_load.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{ties_param};

// Haight 1958; Winston 1977.
struct ShortestQueue : LoadRule {
  struct Score {
    std::uint32_t waiting = 0;
    std::uint32_t outstanding = 0;
    auto operator<=>(const Score&) const = default;
  };
  static constexpr LoadNotices notices = LoadNotices::counts;
  Score score(const ReplicaLoad& load, const BalancingCandidate&) const { return {load.waiting, load.outstanding()}; }
};

}  // namespace

extern const BalancingEntry join_shortest_queue_entry;
const BalancingEntry join_shortest_queue_entry{
    "join_shortest_queue", "the replica with the shortest queue, then with the fewest outstanding", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      return least_load(ShortestQueue{}, "join_shortest_queue", given, context);
    },
    draws_ties};

}  // namespace suanli::balancing
