// prefix_aware.cpp -- requests to the replica that was sent most of their prompt before, unless loads are too unequal.
#include <algorithm>
#include <array>
#include <compare>

#include "policies/routing/balancing_stream.h"
#include "policies/routing/least_scored.h"
#include "policies/routing/prefix_record.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{
    ParamSpec{.name = "threshold", .type = ParamType::number, .default_value = "0.3", .unit = "1", .low = 0, .high = 1,
              .help = "the share of a prompt that must be cached for it to decide"},
    ParamSpec{.name = "abs", .type = ParamType::integer, .default_value = "64", .unit = "1", .low = 0, .high = 1e9,
              .help = "loads are too unequal when most and fewest outstanding differ by more than this"},
    ParamSpec{.name = "rel", .type = ParamType::number, .default_value = "1.5", .unit = "1", .low = 1, .high = 1e9,
              .help = "and the most is more than so many times the fewest"},
    prefix_record_param, ties_param};

struct Limits {
  double threshold;
  std::uint32_t difference;
  double ratio;
};

// SGLang's router (2024): the longest match, else the replica with the least recorded, else, when loads are too unequal, the least loaded.
// O(replicas x prefix).
class PrefixAware final : public BalancingPolicy {
 public:
  PrefixAware(const Limits& limits, std::uint64_t record_blocks, Ties ties, const Stream& stream)
      : limits_(limits), records_(record_blocks), scored_(ties, stream) {}

  void candidates_changed(const BalancingView& view) override {
    matched_.resize(view.candidates().size());
    scored_.renew(view.candidates(), [](const BalancingCandidate&, std::uint32_t) { return Score{}; });
  }

  std::optional<ReplicaId> pick(const BalancingView& view, RequestId request) override {
    const auto prefix = view.requests().prefix_of(request);
    std::uint32_t fewest = ~0U;
    std::uint32_t most = 0;
    std::uint32_t longest = 0;
    for (std::size_t place = 0; place < matched_.size(); ++place) {
      const ReplicaId replica = view.candidates()[place].replica;
      const std::uint32_t outstanding = view.load(replica).outstanding();
      const std::uint32_t matched = prefix.empty() ? 0 : records_.of(replica).match(prefix);
      matched_[place] = {matched, outstanding};
      fewest = std::min(fewest, outstanding);
      most = std::max(most, outstanding);
      longest = std::max(longest, matched);
    }
    const bool unequal = most - fewest > limits_.difference && most > limits_.ratio * fewest;
    const bool cached = !prefix.empty() && static_cast<double>(longest) / static_cast<double>(prefix.size()) >= limits_.threshold;
    scored_.renew_scores(view.candidates(), [&](const BalancingCandidate& each, std::uint32_t place) {
      const auto& [matched, outstanding] = matched_[place];
      if (unequal) return Score{outstanding, 0};
      if (cached) return Score{longest - matched, outstanding};
      return Score{records_.of(each.replica).size(), 0};
    });
    return scored_.choose();
  }

  void routed(const BalancingView& view, RequestId request, ReplicaId replica) override {
    records_.of(replica).add(view.requests().prefix_of(request));
  }

 private:
  struct Score {
    std::uint64_t first = 0;
    std::uint32_t then = 0;
    auto operator<=>(const Score&) const = default;
  };
  struct Match {
    std::uint32_t hashes = 0;
    std::uint32_t outstanding = 0;
  };

  Limits limits_;
  PrefixRecords records_;
  LeastScored<Score> scored_;
  std::vector<Match> matched_;  // by place
};

}  // namespace

extern const BalancingEntry prefix_aware_entry;
const BalancingEntry prefix_aware_entry{
    "prefix_aware", "the replica that was sent most of the prompt before, unless loads are too unequal", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      const Limits limits{given.number("threshold"), static_cast<std::uint32_t>(given.integer("abs")), given.number("rel")};
      return std::make_unique<PrefixAware>(limits, static_cast<std::uint64_t>(given.integer("record_blocks")), ties_of(given),
                                           balancing_stream(context, "prefix_aware"));
    },
    draws_ties};

}  // namespace suanli::balancing
