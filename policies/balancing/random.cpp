// random.cpp -- each request to a replica drawn uniformly, or as often as its weight says.
#include <array>

#include "policies/registry.h"
#include "policies/routing/balancing_stream.h"
#include "policies/routing/replica_weights.h"
#include "policies/routing/weighted_draw.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{
    ParamSpec{.name = "weighted", .type = ParamType::boolean, .default_value = "false", .help = "draw replicas by their weights"},
    replica_weights_param};

class Uniform final : public BalancingPolicy {
 public:
  explicit Uniform(const Stream& stream) : stream_(stream) {}

  std::optional<ReplicaId> pick(const BalancingView& view, RequestId) override {
    const auto candidates = view.candidates();
    return candidates[stream_.below(candidates.size())].replica;
  }

 private:
  Stream stream_;
};

class Weighted final : public BalancingPolicy {
 public:
  Weighted(const Stream& stream, const ReplicaWeights& weights) : stream_(stream), weights_(weights) {}

  std::optional<ReplicaId> pick(const BalancingView& view, RequestId) override { return view.candidates()[draw_.draw(stream_)].replica; }

  void candidates_changed(const BalancingView& view) override {
    draw_.clear();
    for (const BalancingCandidate& each : view.candidates()) draw_.add(weights_.of(each));
  }

 private:
  Stream stream_;
  ReplicaWeights weights_;
  WeightedDraw draw_;
};

}  // namespace

extern const BalancingEntry random_entry;
const BalancingEntry random_entry{
    "random", "a replica drawn uniformly, or by weight", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      const Stream stream = balancing_stream(context, "random");
      const ReplicaWeights weights(given);
      if (given.flag("weighted")) return std::make_unique<Weighted>(stream, weights);
      return std::make_unique<Uniform>(stream);
    },
    [](const Params&) { return true; }};

}  // namespace suanli::balancing
