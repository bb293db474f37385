// least_bandwidth.cpp -- requests to the replica whose link carried the fewest bytes lately.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "policies/routing/balancing_stream.h"
#include "policies/routing/least_scored.h"
#include "sim/base/int128.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{
    ParamSpec{.name = "window_s", .type = ParamType::number, .default_value = "14", .unit = "s", .low = 1e-9, .high = 1e9,
              .help = "how far back bytes count"},
    ParamSpec{.name = "bytes_per_token", .type = ParamType::integer, .default_value = "4", .unit = "B", .low = 1, .high = 1e9,
              .help = "of prompts, counted when they are sent, and of answers, as they are made"},
    ties_param};

// Bytes over the rate of the link in bytes/s, compared by cross products.
struct Traffic {
  std::uint64_t bytes = 0;
  std::uint64_t rate = 1;
  bool operator<(const Traffic& other) const { return static_cast<UInt128>(bytes) * other.rate < static_cast<UInt128>(other.bytes) * rate; }
};

// NetScaler's least bandwidth: bytes in and out during the last window; those that are as old as the window are out of it.
class LeastBandwidth final : public BalancingPolicy {
 public:
  LeastBandwidth(Duration window, std::uint64_t bytes_per_token, Ties ties, const Stream& stream)
      : window_(window), bytes_per_token_(bytes_per_token), scored_(ties, stream) {}

  LoadNotices notices() const override { return LoadNotices::all; }

  void candidates_changed(const BalancingView& view) override {
    const auto candidates = view.candidates();
    for (const BalancingCandidate& each : candidates) note_output(view, each.replica);
    // Where the rate of one link is not known, links are not compared.
    const bool modelled = std::all_of(candidates.begin(), candidates.end(), [](const BalancingCandidate& each) { return each.link_rate > 0; });
    scored_.renew(candidates, [&](const BalancingCandidate& each, std::uint32_t) {
      const double rate = modelled ? std::max(1.0, std::min(each.link_rate, 1e18)) : 1;
      return Traffic{at(each.replica).bytes, static_cast<std::uint64_t>(std::llround(rate))};
    });
  }
  void load_changed(const BalancingView& view, ReplicaId replica) override { note_output(view, replica); }
  void routed(const BalancingView& view, RequestId request, ReplicaId replica) override {
    const auto& prompts = view.requests().prompt_tokens;
    if (!prompts.empty()) carry(view.now(), replica, prompts[request] * bytes_per_token_);
  }

  std::optional<ReplicaId> pick(const BalancingView& view, RequestId) override {
    if (!view.tokens_are_told()) {
      for (const BalancingCandidate& each : view.candidates()) note_output(view, each.replica);
    }
    forget(view.now());
    return scored_.choose();
  }

 private:
  struct Replica {
    std::uint64_t bytes = 0;  // in the window
    std::uint64_t made = 0;   // output tokens seen so far
  };
  struct Carried {
    SimTime at{};
    ReplicaId replica{};
    std::uint64_t bytes = 0;
  };

  Replica& at(ReplicaId replica) {
    if (!replicas_.contains(replica)) replicas_.resize(index_of(replica) + 1);
    return replicas_[replica];
  }

  void note_output(const BalancingView& view, ReplicaId replica) {
    const std::uint64_t made = view.output_tokens(replica);
    const std::uint64_t before = std::exchange(at(replica).made, made);
    if (made > before) carry(view.now(), replica, (made - before) * bytes_per_token_);
  }
  void carry(SimTime now, ReplicaId replica, std::uint64_t bytes) {
    carried_.push_back({now, replica, bytes});
    at(replica).bytes += bytes;
    show(replica);
  }
  void forget(SimTime now) {
    for (; oldest_ < carried_.size() && now - carried_[oldest_].at >= window_; ++oldest_) {
      at(carried_[oldest_].replica).bytes -= carried_[oldest_].bytes;
      show(carried_[oldest_].replica);
    }
    if (2 * oldest_ <= carried_.size()) return;
    carried_.erase(carried_.begin(), carried_.begin() + static_cast<std::ptrdiff_t>(oldest_));
    oldest_ = 0;
  }
  void show(ReplicaId replica) {
    const auto place = scored_.place_of(replica);
    if (place) scored_.set(*place, {at(replica).bytes, scored_.score(*place).rate});
  }

  Duration window_;
  std::uint64_t bytes_per_token_;
  LeastScored<Traffic> scored_;
  IdVector<ReplicaId, Replica> replicas_;
  std::vector<Carried> carried_;  // by time, from oldest_ on
  std::size_t oldest_ = 0;
};

}  // namespace

extern const BalancingEntry least_bandwidth_entry;
const BalancingEntry least_bandwidth_entry{
    "least_bandwidth", "the replica whose link carried the fewest bytes lately, for its rate", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      return std::make_unique<LeastBandwidth>(*to_duration(given.number("window_s")), static_cast<std::uint64_t>(given.integer("bytes_per_token")),
                                              ties_of(given), balancing_stream(context, "least_bandwidth"));
    },
    draws_ties};

}  // namespace suanli::balancing
