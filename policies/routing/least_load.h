// least_load.h -- balancing rules that send each request to the replica whose load scores least.
#pragma once

#include <utility>

#include "policies/routing/balancing_stream.h"
#include "policies/routing/least_scored.h"

namespace suanli {

// What a rule may leave out.
struct LoadRule {
  // A request ended; true when scores of equal loads are others now.
  bool ended(const BalancingView& /*view*/, RequestId /*request*/, ServedAs /*as*/) { return false; }
};

// Rule has
//   Score                                   with operator<
//   notices                                 what its scores depend on
//   score(load, candidate)
// and may hide what LoadRule has. O(log replicas) per change and choice; O(replicas) per choice where the rule goes by tokens or blocks and
// the view cannot tell their changes.
template <class Rule>
class LeastLoad final : public BalancingPolicy {
 public:
  LeastLoad(Rule rule, Ties ties, const Stream& stream) : rule_(std::move(rule)), scored_(ties, stream) {}

  LoadNotices notices() const override { return Rule::notices; }

  void candidates_changed(const BalancingView& view) override { scored_.renew(view.candidates(), score_in(view)); }

  void load_changed(const BalancingView& view, ReplicaId replica) override {
    const auto place = scored_.place_of(replica);
    if (place) scored_.set(*place, score_in(view)(view.candidates()[*place], *place));
  }

  void ended(const BalancingView& view, RequestId request, ReplicaId, ServedAs as, Duration) override {
    stale_ |= rule_.ended(view, request, as);
  }

  std::optional<ReplicaId> pick(const BalancingView& view, RequestId) override {
    if (stale_ || (Rule::notices == LoadNotices::all && !view.tokens_are_told())) scored_.renew_scores(view.candidates(), score_in(view));
    stale_ = false;
    return scored_.choose();
  }

 private:
  auto score_in(const BalancingView& view) const {
    return [this, &view](const BalancingCandidate& each, std::uint32_t) { return rule_.score(view.load(each.replica), each); };
  }

  Rule rule_;
  LeastScored<typename Rule::Score> scored_;
  bool stale_ = false;
};

// The policy of a rule whose entry is called `name`. REQUIRES params with ties_param.
template <class Rule>
std::unique_ptr<BalancingPolicy> least_load(Rule rule, std::string_view name, const Params& params, const ServicePolicyContext& context) {
  return std::make_unique<LeastLoad<Rule>>(std::move(rule), ties_of(params), balancing_stream(context, name));
}

}  // namespace suanli
