// weighted_scorers.cpp -- requests to the replica with the largest weighted sum of several scores.
#include <algorithm>
#include <array>

#include "policies/routing/balancing_stream.h"
#include "policies/routing/least_scored.h"
#include "policies/routing/prefix_record.h"

namespace suanli::balancing {
namespace {

constexpr ParamSpec weight_param(std::string_view name, std::string_view value, std::string_view help) {
  return {.name = name, .type = ParamType::number, .default_value = value, .unit = "1", .low = 0, .high = 1e6, .help = help};
}

constexpr std::array params{weight_param("prefix", "2", "weight of the share of the prompt that the replica was sent before"),
                            weight_param("queue", "1", "weight of 1 - outstanding / most outstanding"),
                            weight_param("kv", "1", "weight of the free share of cache blocks"),
                            weight_param("session", "0", "weight of having had the session's last request"),
                            weight_param("cost", "0", "weight of the cheapest replica's price over its own; 1 for all where a price is not known"),
                            prefix_record_param,
                            ties_param};

struct Weights {
  double prefix;
  double queue;
  double kv;
  double session;
  double cost;
};

// As the schedulers of llm-d and of the Kubernetes Gateway API's inference extension add up theirs. Each score is in [0, 1]. O(replicas).
class WeightedScorers final : public BalancingPolicy {
 public:
  WeightedScorers(const Weights& weights, std::uint64_t record_blocks, Ties ties, const Stream& stream)
      : weights_(weights), records_(record_blocks), scored_(ties, stream) {}

  void candidates_changed(const BalancingView& view) override {
    loads_.resize(view.candidates().size());
    scored_.renew(view.candidates(), [](const BalancingCandidate&, std::uint32_t) { return 0.0; });
    cheapest_ = view.candidates().empty() ? 0 : view.candidates().front().usd_per_hour;
    for (const BalancingCandidate& each : view.candidates()) cheapest_ = std::min(cheapest_, each.usd_per_hour);
  }

  std::optional<ReplicaId> pick(const BalancingView& view, RequestId request) override {
    std::uint32_t most = 0;
    for (std::size_t place = 0; place < loads_.size(); ++place) {
      loads_[place] = view.load(view.candidates()[place].replica);
      most = std::max(most, loads_[place].outstanding());
    }
    scored_.renew_scores(view.candidates(), [&](const BalancingCandidate& each, std::uint32_t place) {
      return -score(view, request, each, loads_[place], most);
    });
    return scored_.choose();
  }

  void routed(const BalancingView& view, RequestId request, ReplicaId replica) override {
    if (weights_.prefix > 0) records_.of(replica).add(view.requests().prefix_of(request));
    const NameId session = view.requests().session_of(request);
    if (weights_.session <= 0 || session == NameId{}) return;
    if (!last_.contains(session)) last_.items().resize(index_of(session) + 1, nowhere);
    last_[session] = replica;
  }

 private:
  static constexpr ReplicaId nowhere{0xffffffff};

  double score(const BalancingView& view, RequestId request, const BalancingCandidate& each, const ReplicaLoad& load, std::uint32_t most) {
    double sum = 0;
    const auto prefix = view.requests().prefix_of(request);
    if (weights_.prefix > 0 && !prefix.empty()) {
      sum += weights_.prefix * (static_cast<double>(records_.of(each.replica).match(prefix)) / static_cast<double>(prefix.size()));
    }
    sum += weights_.queue * (most == 0 ? 1 : 1 - static_cast<double>(load.outstanding()) / static_cast<double>(most));
    sum += weights_.kv * (load.cache_blocks == 0 ? 1 : 1 - static_cast<double>(load.cache_blocks_used) / static_cast<double>(load.cache_blocks));
    const NameId session = view.requests().session_of(request);
    if (session != NameId{} && last_.contains(session) && last_[session] == each.replica) sum += weights_.session;
    sum += weights_.cost * (cheapest_ <= 0 ? 1 : cheapest_ / each.usd_per_hour);
    return sum;
  }

  Weights weights_;
  PrefixRecords records_;
  LeastScored<double> scored_;
  std::vector<ReplicaLoad> loads_;      // by place
  IdVector<NameId, ReplicaId> last_;    // that a session's request went to
  double cheapest_ = 0;                 // usd_per_hour; 0: one of them is not known
};

}  // namespace

extern const BalancingEntry weighted_scorers_entry;
const BalancingEntry weighted_scorers_entry{
    "weighted_scorers", "the replica with the largest weighted sum of scores of cache, queue, session and cost", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      const Weights weights{given.number("prefix"), given.number("queue"), given.number("kv"), given.number("session"), given.number("cost")};
      return std::make_unique<WeightedScorers>(weights, static_cast<std::uint64_t>(given.integer("record_blocks")), ties_of(given),
                                               balancing_stream(context, "weighted_scorers"));
    },
    draws_ties};

}  // namespace suanli::balancing
