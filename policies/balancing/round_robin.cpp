// round_robin.cpp -- each request to the next replica in order of ReplicaId, wrapping.
#include <algorithm>

#include "policies/registry.h"

namespace suanli::balancing {
namespace {

class RoundRobin final : public BalancingPolicy {
 public:
  std::optional<ReplicaId> pick(const BalancingView& view, RequestId) override {
    const auto candidates = view.candidates();
    if (next_ >= candidates.size()) next_ = 0;
    last_ = candidates[next_++].replica;
    return last_;
  }

  // Goes on after the replica chosen last, whether or not it is still there.
  void candidates_changed(const BalancingView& view) override {
    const auto candidates = view.candidates();
    const auto after = [this](const BalancingCandidate& each) { return !last_ || each.replica > *last_; };
    next_ = static_cast<std::size_t>(std::find_if(candidates.begin(), candidates.end(), after) - candidates.begin());
  }

 private:
  std::size_t next_ = 0;
  std::optional<ReplicaId> last_;
};

}  // namespace

extern const BalancingEntry round_robin_entry;
const BalancingEntry round_robin_entry{
    "round_robin", "the next replica in order of creation, wrapping", {},
    [](const Params&, const ServicePolicyContext&) -> std::unique_ptr<BalancingPolicy> { return std::make_unique<RoundRobin>(); }};

}  // namespace suanli::balancing
