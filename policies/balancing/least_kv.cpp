// least_kv.cpp -- requests to the replica with the least share of its cache in use, then with the fewest waiting.
#include <array>

#include "policies/routing/least_load.h"
#include "sim/base/int128.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{ties_param};

// Used over total blocks of keys and values, compared by cross products; a replica without a bound counts as empty.
struct LeastCache : LoadRule {
  struct Score {
    std::uint64_t used = 0;
    std::uint64_t total = 1;
    std::uint32_t waiting = 0;
    bool operator<(const Score& other) const {
      const UInt128 mine = static_cast<UInt128>(used) * other.total;
      const UInt128 theirs = static_cast<UInt128>(other.used) * total;
      return mine != theirs ? mine < theirs : waiting < other.waiting;
    }
  };
  static constexpr LoadNotices notices = LoadNotices::all;
  Score score(const ReplicaLoad& load, const BalancingCandidate&) const {
    if (load.cache_blocks == 0) return {0, 1, load.waiting};
    return {load.cache_blocks_used, load.cache_blocks, load.waiting};
  }
};

}  // namespace

extern const BalancingEntry least_kv_entry;
const BalancingEntry least_kv_entry{
    "least_kv", "the replica with the least share of its cache in use, then with the shortest queue", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      return least_load(LeastCache{}, "least_kv", given, context);
    },
    draws_ties};

}  // namespace suanli::balancing
