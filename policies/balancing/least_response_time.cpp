// least_response_time.cpp -- requests to the replica whose measured response time, for those outstanding and one more, is least.
#include <algorithm>
#include <array>
#include <limits>

#include "policies/routing/balancing_stream.h"
#include "policies/routing/distinct_draw.h"
#include "policies/routing/least_scored.h"
#include "sim/base/portable_math.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{
    ParamSpec{.name = "metric", .type = ParamType::text, .default_value = "latency", .choices = "latency|ttft",
              .help = "what is measured: until the answer ends, or until its first token"},
    ParamSpec{.name = "average", .type = ParamType::text, .default_value = "ewma", .choices = "ewma|peak_ewma",
              .help = "an average that forgets with time; peak_ewma takes a longer time at once, and forgets while it is looked at too"},
    ParamSpec{.name = "decay_s", .type = ParamType::number, .default_value = "10", .unit = "s", .low = 1e-6, .high = 1e9,
              .help = "after this time a measurement weighs 1/e of what it did"},
    ParamSpec{.name = "draws", .type = ParamType::integer, .default_value = "0", .unit = "1", .low = 0, .high = 1e6,
              .help = "look at so many distinct replicas drawn for each request; 0: at all"},
    ties_param};

constexpr double infinity = std::numeric_limits<double>::infinity();

// NetScaler's least response time; Finagle's PeakEwma. A replica's score is R (n + 1), R the average of its times in seconds, n its requests
// outstanding; one never measured comes first while idle, last while busy.
class ResponseTimes {
 public:
  ResponseTimes(bool peak, double decay_s) : peak_(peak), decay_s_(decay_s) {}

  void measure(SimTime now, ReplicaId replica, double time_s) {
    Average& average = at(replica);
    if (!average.measured) {
      average = {time_s, now, true};
      return;
    }
    if (peak_ && time_s > average.value) {
      average.value = time_s;
    } else {
      average.value += (1 - fading(average, now)) * (time_s - average.value);
    }
    average.known_at = now;
  }

  // A reading: a peak average decays when it is looked at. Nothing to the other kind.
  void read(SimTime now, ReplicaId replica) {
    Average& average = at(replica);
    if (!peak_ || !average.measured || average.known_at >= now) return;
    average.value *= fading(average, now);
    average.known_at = now;
  }

  // As of the last reading or measurement.
  double score(ReplicaId replica, std::uint32_t outstanding) {
    const Average& average = at(replica);
    if (!average.measured) return outstanding == 0 ? -1 : infinity;
    return average.value * (outstanding + 1.0);
  }

  // In the order of the scores that all replicas would have, were they read at one time, whichever: all decay alike, so the logarithms of
  // peak averages may be compared as if they had not.
  double timeless_score(ReplicaId replica, std::uint32_t outstanding) {
    const Average& average = at(replica);
    if (!peak_) return score(replica, outstanding);
    if (!average.measured) return outstanding == 0 ? -infinity : infinity;
    if (average.value <= 0) return std::numeric_limits<double>::lowest();
    return portable_log(average.value) + to_seconds(average.known_at - time_zero) / decay_s_ + portable_log(outstanding + 1.0);
  }

 private:
  struct Average {
    double value = 0;
    SimTime known_at{};
    bool measured = false;
  };

  Average& at(ReplicaId replica) {
    if (!averages_.contains(replica)) averages_.resize(index_of(replica) + 1);
    return averages_[replica];
  }
  double fading(const Average& average, SimTime now) const { return portable_exp(-to_seconds(now - average.known_at) / decay_s_); }

  bool peak_;
  double decay_s_;
  IdVector<ReplicaId, Average> averages_;
};

// Which times are measured.
class Measuring : public BalancingPolicy {
 public:
  Measuring(const ResponseTimes& times, bool first_tokens) : times_(times), first_tokens_(first_tokens) {}

  void first_token(const BalancingView& view, RequestId, ReplicaId replica, Duration after) final {
    if (first_tokens_) measured(view, replica, to_seconds(after));
  }
  void ended(const BalancingView& view, RequestId, ReplicaId replica, ServedAs as, Duration after) final {
    if (!first_tokens_ && as == ServedAs::completed) measured(view, replica, to_seconds(after));
  }

 protected:
  virtual void measured(const BalancingView& view, ReplicaId replica, double time_s) = 0;

  ResponseTimes times_;

 private:
  bool first_tokens_;
};

// Each choice reads all candidates; that of one is done when it is measured next.
class OfAll final : public Measuring {
 public:
  OfAll(const ResponseTimes& times, bool first_tokens, Ties ties, const Stream& stream) : Measuring(times, first_tokens), scored_(ties, stream) {}

  LoadNotices notices() const override { return LoadNotices::counts; }
  void candidates_changed(const BalancingView& view) override {
    scored_.renew(view.candidates(), [&](const BalancingCandidate& each, std::uint32_t) { return score(view, each.replica); });
  }
  void load_changed(const BalancingView& view, ReplicaId replica) override {
    const auto place = scored_.place_of(replica);
    if (place) scored_.set(*place, score(view, replica));
  }
  std::optional<ReplicaId> pick(const BalancingView& view, RequestId) override {
    read_at_ = view.now();
    return scored_.choose();
  }

 private:
  double score(const BalancingView& view, ReplicaId replica) { return times_.timeless_score(replica, view.load(replica).outstanding()); }
  void measured(const BalancingView& view, ReplicaId replica, double time_s) override {
    times_.read(read_at_, replica);
    times_.measure(view.now(), replica, time_s);
    load_changed(view, replica);
  }

  LeastScored<double> scored_;
  SimTime read_at_ = time_zero;
};

// Each choice reads a few; among equals the first drawn.
class OfSome final : public Measuring {
 public:
  OfSome(const ResponseTimes& times, bool first_tokens, std::size_t draws, const Stream& stream)
      : Measuring(times, first_tokens), draws_(draws), stream_(stream) {}

  void candidates_changed(const BalancingView& view) override { draw_.reset(view.candidates().size()); }
  std::optional<ReplicaId> pick(const BalancingView& view, RequestId) override {
    const auto candidates = view.candidates();
    ReplicaId best{};
    double least = 0;
    for (std::size_t drawn = 0; drawn < std::min(draws_, candidates.size()); ++drawn) {
      const ReplicaId replica = candidates[draw_.next(stream_, drawn)].replica;
      times_.read(view.now(), replica);
      const double score = times_.score(replica, view.load(replica).outstanding());
      if (drawn > 0 && score >= least) continue;
      best = replica;
      least = score;
    }
    return best;
  }

 private:
  void measured(const BalancingView& view, ReplicaId replica, double time_s) override { times_.measure(view.now(), replica, time_s); }

  std::size_t draws_;
  Stream stream_;
  DistinctDraw draw_;
};

}  // namespace

extern const BalancingEntry least_response_time_entry;
const BalancingEntry least_response_time_entry{
    "least_response_time", "the replica with the least measured time for those outstanding and one more", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      const ResponseTimes times(given.text("average") == "peak_ewma", given.number("decay_s"));
      const bool first_tokens = given.text("metric") == "ttft";
      const Stream stream = balancing_stream(context, "least_response_time");
      const std::int64_t draws = given.integer("draws");
      if (draws > 0) return std::make_unique<OfSome>(times, first_tokens, static_cast<std::size_t>(draws), stream);
      return std::make_unique<OfAll>(times, first_tokens, ties_of(given), stream);
    },
    [](const Params& given) { return given.integer("draws") > 0 || draws_ties(given); }};

}  // namespace suanli::balancing
