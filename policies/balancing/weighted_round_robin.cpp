// weighted_round_robin.cpp -- smooth turns in proportion to the replicas' weights.
#include <array>

#include "policies/registry.h"
#include "policies/routing/replica_weights.h"
#include "policies/routing/smooth_turns.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{replica_weights_param};

class WeightedRoundRobin final : public BalancingPolicy {
 public:
  explicit WeightedRoundRobin(const ReplicaWeights& weights) : weights_(weights) {}

  std::optional<ReplicaId> pick(const BalancingView&, RequestId) override { return turns_.next(); }

  void candidates_changed(const BalancingView& view) override {
    all_.clear();
    for (const BalancingCandidate& each : view.candidates()) all_.push_back({each.replica, weights_.of(each)});
    turns_.set(all_);
  }

 private:
  ReplicaWeights weights_;
  SmoothTurns turns_;
  std::vector<SmoothTurns::Weighted> all_;
};

}  // namespace

extern const BalancingEntry weighted_round_robin_entry;
const BalancingEntry weighted_round_robin_entry{
    "weighted_round_robin", "smooth turns in proportion to weights", params,
    [](const Params& given, const ServicePolicyContext&) -> std::unique_ptr<BalancingPolicy> {
      return std::make_unique<WeightedRoundRobin>(ReplicaWeights(given));
    }};

}  // namespace suanli::balancing
