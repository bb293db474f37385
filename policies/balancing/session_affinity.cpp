// session_affinity.cpp -- requests of a session to the same replica, unless it has more than its share.
#include <array>
#include <cmath>

#include "policies/routing/balancing_stream.h"
#include "policies/routing/hash_ring.h"
#include "policies/routing/least_scored.h"
#include "policies/routing/replica_weights.h"
#include "sim/base/int128.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{
    ParamSpec{.name = "eps", .type = ParamType::number, .default_value = "0.25", .unit = "1", .low = 1e-6, .high = 1e6,
              .help = "how far above its share of all outstanding requests a replica may be"},
    ParamSpec{.name = "points", .type = ParamType::integer, .default_value = "100", .unit = "1", .low = 1, .high = 1e5,
              .help = "places of each replica on the ring"},
    replica_weights_param, ties_param};

// Consistent hashing with bounded loads (Mirrokni, Thorup, Zadimoghaddam 2018): the first replica clockwise from the session's place with
// n < ceil((1 + eps) (N + 1) w / sum of w), N all requests outstanding. A request without a session goes where the fewest are outstanding.
class SessionAffinity final : public BalancingPolicy {
 public:
  SessionAffinity(double eps, std::uint32_t points, const ReplicaWeights& weights, Ties ties, const Stream& stream)
      : millionths_(static_cast<std::int64_t>(std::llround((1 + eps) * 1e6))), weights_(weights), ring_(points), scored_(ties, stream) {}

  LoadNotices notices() const override { return LoadNotices::counts; }

  void candidates_changed(const BalancingView& view) override {
    replicas_.clear();
    weight_.clear();
    outstanding_ = 0;
    weight_sum_ = 0;
    for (const BalancingCandidate& each : view.candidates()) {
      replicas_.push_back(each.replica);
      weight_.push_back(weights_.of(each));
      weight_sum_ += weight_.back();
    }
    ring_.set(replicas_);
    scored_.renew(view.candidates(), [&](const BalancingCandidate& each, std::uint32_t) {
      const std::uint32_t outstanding = view.load(each.replica).outstanding();
      outstanding_ += outstanding;
      return outstanding;
    });
  }

  void load_changed(const BalancingView& view, ReplicaId replica) override {
    const auto place = scored_.place_of(replica);
    if (!place) return;
    const std::uint32_t outstanding = view.load(replica).outstanding();
    outstanding_ += outstanding;
    outstanding_ -= scored_.score(*place);
    scored_.set(*place, outstanding);
  }

  std::optional<ReplicaId> pick(const BalancingView& view, RequestId request) override {
    const NameId session = view.requests().session_of(request);
    if (session == NameId{}) return scored_.choose();
    const ReplicaId replica = ring_.find(index_of(session), [this](ReplicaId each) { return has_room(*scored_.place_of(each)); });
    scored_.chosen(*scored_.place_of(replica));
    return replica;
  }

 private:
  // A whole number is below the ceiling of x when it is below x.
  bool has_room(std::uint32_t place) const {
    return static_cast<Int128>(scored_.score(place)) * weight_sum_ * 1'000'000 <
           static_cast<Int128>(millionths_) * static_cast<std::int64_t>(outstanding_ + 1) * weight_[place];
  }

  std::int64_t millionths_;  // of 1 + eps
  ReplicaWeights weights_;
  HashRing ring_;
  LeastScored<std::uint32_t> scored_;  // by requests outstanding
  std::vector<ReplicaId> replicas_;
  std::vector<std::int64_t> weight_;  // by place
  std::int64_t weight_sum_ = 0;
  std::uint64_t outstanding_ = 0;
};

}  // namespace

extern const BalancingEntry session_affinity_entry;
const BalancingEntry session_affinity_entry{
    "session_affinity", "a session's requests to the same replica, unless it has more than its share", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      return std::make_unique<SessionAffinity>(given.number("eps"), static_cast<std::uint32_t>(given.integer("points")), ReplicaWeights(given),
                                               ties_of(given), balancing_stream(context, "session_affinity"));
    },
    draws_ties};

}  // namespace suanli::balancing
