// dynamic.cpp -- turns by weights that follow the response times measured.
#include <algorithm>
#include <array>

#include "policies/routing/balancing_stream.h"
#include "policies/routing/replica_weights.h"
#include "policies/routing/smooth_turns.h"
#include "policies/routing/weighted_draw.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{
    ParamSpec{.name = "period_s", .type = ParamType::number, .default_value = "10", .unit = "s", .low = 1e-6, .high = 1e9,
              .help = "how often weights are adapted"},
    ParamSpec{.name = "gain", .type = ParamType::number, .default_value = "0.3", .unit = "1", .low = 1e-9, .high = 0.999999999,
              .help = "by how much at most"},
    ParamSpec{.name = "floor", .type = ParamType::number, .default_value = "0.05", .unit = "1", .low = 0.001, .high = 1,
              .help = "the least weight, where the mean is 1"},
    ParamSpec{.name = "pick", .type = ParamType::text, .default_value = "smooth", .choices = "smooth|random",
              .help = "smooth turns by weight, or draws"}};

// A control law: where a replica's mean response time of the period R_i is below that of all, R, its weight grows by
// gain x clamp((R - R_i) / R, -1, 1), else it shrinks so. It rests where response times are equal. Replicas that completed nothing keep theirs.
class Dynamic final : public BalancingPolicy {
 public:
  Dynamic(Duration period, double gain, double floor, bool draws, const Stream& stream)
      : period_(period), gain_(gain), floor_(floor), draws_(draws), stream_(stream) {}

  std::optional<ReplicaId> pick(const BalancingView& view, RequestId) override {
    if (draws_) return view.candidates()[draw_.draw(stream_)].replica;
    return turns_.next();
  }

  // One that comes new has what its relative rate makes beside the others.
  void candidates_changed(const BalancingView& view) override {
    double known = 0;
    double rates = 0;
    for (const BalancingCandidate& each : view.candidates()) {
      if (at(each.replica).weight == 0) continue;
      known += at(each.replica).weight;
      rates += std::max(each.weight, 0.001);
    }
    const double scale = rates > 0 ? known / rates : 1;
    for (const BalancingCandidate& each : view.candidates()) {
      if (at(each.replica).weight == 0) at(each.replica).weight = std::max(each.weight, 0.001) * scale;
    }
    use_weights(view);
  }

  void ended(const BalancingView&, RequestId, ReplicaId replica, ServedAs as, Duration after) override {
    if (as != ServedAs::completed) return;
    at(replica).time_s += to_seconds(after);
    ++at(replica).completed;
  }

  std::optional<SimTime> next_period(SimTime now) const override { return time_zero + ((now - time_zero) / period_ + 1) * period_; }

  void periodic(const BalancingView& view) override {
    double time_s = 0;
    std::uint64_t completed = 0;
    for (const Replica& each : replicas_) {
      time_s += each.time_s;
      completed += each.completed;
    }
    const double mean = completed > 0 ? time_s / static_cast<double>(completed) : 0;
    for (Replica& each : replicas_) {
      if (each.completed > 0 && mean > 0) {
        const double own = each.time_s / static_cast<double>(each.completed);
        each.weight = std::max(floor_, each.weight * (1 + gain_ * std::clamp((mean - own) / mean, -1.0, 1.0)));
      }
      each.time_s = 0;
      each.completed = 0;
    }
    use_weights(view);
  }

 private:
  struct Replica {
    double weight = 0;  // 0: not known yet
    double time_s = 0;  // of those completed in the period
    std::uint64_t completed = 0;
  };

  Replica& at(ReplicaId replica) {
    if (!replicas_.contains(replica)) replicas_.resize(index_of(replica) + 1);
    return replicas_[replica];
  }

  // Scaled so that the candidates' mean is 1.
  void use_weights(const BalancingView& view) {
    double sum = 0;
    for (const BalancingCandidate& each : view.candidates()) sum += at(each.replica).weight;
    const double scale = sum > 0 ? static_cast<double>(view.candidates().size()) / sum : 1;
    all_.clear();
    draw_.clear();
    for (const BalancingCandidate& each : view.candidates()) {
      double& weight = at(each.replica).weight;
      weight *= scale;
      all_.push_back({each.replica, thousandths(weight)});
      if (draws_) draw_.add(thousandths(weight));
    }
    if (!draws_) turns_.set(all_);
  }

  Duration period_;
  double gain_;
  double floor_;
  bool draws_;
  Stream stream_;
  IdVector<ReplicaId, Replica> replicas_;
  std::vector<SmoothTurns::Weighted> all_;
  SmoothTurns turns_;
  WeightedDraw draw_;
};

}  // namespace

extern const BalancingEntry dynamic_entry;
const BalancingEntry dynamic_entry{
    "dynamic", "turns by weights that follow the response times measured", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      return std::make_unique<Dynamic>(*to_duration(given.number("period_s")), given.number("gain"), given.number("floor"),
                                       given.text("pick") == "random", balancing_stream(context, "dynamic"));
    },
    [](const Params& given) { return given.text("pick") == "random"; }};

}  // namespace suanli::balancing
