// slo_aware.cpp -- the fewest replicas that keep enough requests within their limit.
#include <algorithm>
#include <array>
#include <cmath>

#include "policies/registry.h"
#include "policies/sizing/interval_history.h"
#include "sim/base/portable_math.h"

namespace suanli::scaling {
namespace {

constexpr std::array params{
    ParamSpec{.name = "model", .type = ParamType::text, .default_value = "erlang_c", .choices = "erlang_c|feedback",
              .help = "a queueing formula, or one replica up or down by the share of requests that met the service's objectives"},
    ParamSpec{.name = "slo", .type = ParamType::text, .default_value = "ttft", .choices = "ttft|latency",
              .help = "erlang_c: what is limited: waiting, or waiting and service"},
    ParamSpec{.name = "w", .type = ParamType::number, .default_value = "1", .unit = "s", .low = 0, .high = 1e6, .help = "erlang_c: the limit"},
    ParamSpec{.name = "goal", .type = ParamType::number, .default_value = "0.95", .unit = "1", .low = 0.01, .high = 0.999999,
              .help = "the share of requests that should keep to it"},
    ParamSpec{.name = "window_s", .type = ParamType::number, .default_value = "60", .unit = "s", .low = 1e-3, .high = 1e9,
              .help = "over which rates and shares are measured"},
    replica_rate_param};

// M/M/n with rate a of the load in replicas (Erlang 1917).
class Queue {
 public:
  Queue(double arrival_rate, double service_rate) : arrival_rate_(arrival_rate), service_rate_(service_rate), load_(arrival_rate / service_rate) {}

  // n = 1, 2, 3, ... in turn: the recursion of Erlang's loss formula.
  void add_server() {
    servers_ += 1;
    loss_ = load_ * loss_ / (servers_ + load_ * loss_);
  }
  bool stable() const { return servers_ > load_; }

  // P(W > w). REQUIRES stable().
  double waits_longer(double w) const { return waits() * portable_exp(-(servers_ * service_rate_ - arrival_rate_) * w); }
  // P(W + S > w), S an exponential service time. REQUIRES stable().
  double takes_longer(double w) const {
    const double spare = servers_ - 1 - load_;
    const double passed = std::abs(spare) < 1e-9 ? service_rate_ * w : (1 - portable_exp(-service_rate_ * w * spare)) / spare;
    return serves_longer(w) * (1 + waits() * passed);
  }
  double serves_longer(double w) const { return portable_exp(-service_rate_ * w); }

 private:
  double waits() const { return servers_ * loss_ / (servers_ - load_ * (1 - loss_)); }

  double arrival_rate_;
  double service_rate_;
  double load_;
  double servers_ = 0;
  double loss_ = 1;
};

class ErlangC final : public ScalingPolicy {
 public:
  explicit ErlangC(const Params& given)
      : latency_(given.text("slo") == "latency"),
        limit_s_(given.number("w")),
        late_(1 - given.number("goal")),
        window_(*to_duration(given.number("window_s"))),
        replica_rate_(given.number("replica_rate")),
        history_(window_) {}

  std::uint32_t desired(const ScalingView& view) override {
    history_.add(view);
    const double each = replica_rate_ > 0 ? replica_rate_ : view.replica_rate;
    if (history_.empty() || each <= 0) return view.current() == 0 && view.waiting > 0 ? 1 : view.current();
    const IntervalSeen seen = history_.since(view.now - window_);
    if (seen.arrived == 0) return view.min;
    Queue queue(seen.rate(), each);
    // Where service alone takes too long for the goal, no number of replicas helps: waiting is then held to it.
    const bool whole = latency_ && queue.serves_longer(limit_s_) < late_;
    for (std::uint32_t n = 1; n < view.max; ++n) {
      queue.add_server();
      if (n < view.min || !queue.stable()) continue;
      if ((whole ? queue.takes_longer(limit_s_) : queue.waits_longer(limit_s_)) <= late_) return n;
    }
    return view.max;
  }

 private:
  bool latency_;
  double limit_s_;
  double late_;  // the share that may be
  Duration window_;
  double replica_rate_;
  IntervalHistory history_;
};

// One up where the share is below the goal and no other is on its way; one down where it is above half way from the goal to all.
class Feedback final : public ScalingPolicy {
 public:
  explicit Feedback(const Params& given) : goal_(given.number("goal")), window_(*to_duration(given.number("window_s"))), history_(window_) {}

  std::uint32_t desired(const ScalingView& view) override {
    history_.add(view);
    const std::uint32_t current = view.current();
    if (current == 0) return view.waiting > 0 ? 1 : 0;
    const IntervalSeen seen = history_.since(view.now - window_);
    if (seen.completed == 0 || view.booting > 0) return current;
    const double share = static_cast<double>(seen.met_slo) / static_cast<double>(seen.completed);
    if (share < goal_) return current + 1;
    return share > (1 + goal_) / 2 ? current - 1 : current;
  }

 private:
  double goal_;
  Duration window_;
  IntervalHistory history_;
};

}  // namespace

extern const ScalingEntry slo_aware_entry;
const ScalingEntry slo_aware_entry{
    "slo_aware", "the fewest replicas that keep enough requests within their limit", params,
    [](const Params& given, const ServicePolicyContext&) -> std::unique_ptr<ScalingPolicy> {
      if (given.text("model") == "feedback") return std::make_unique<Feedback>(given);
      return std::make_unique<ErlangC>(given);
    }};

}  // namespace suanli::scaling
