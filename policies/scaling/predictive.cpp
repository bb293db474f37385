// predictive.cpp -- as many replicas as the load will need when they are ready.
#include <algorithm>
#include <array>
#include <cmath>

#include "policies/registry.h"
#include "policies/sizing/interval_history.h"
#include "sim/base/portable_math.h"

namespace suanli::scaling {
namespace {

constexpr std::array params{
    ParamSpec{.name = "forecast", .type = ParamType::text, .default_value = "last", .choices = "last|ewma|linear|seasonal|oracle",
              .help = "the rate of the last interval; an average that forgets; a line through the last intervals; a season ago times the recent "
                      "ratio; or what will truly come, a bound for the others"},
    ParamSpec{.name = "target", .type = ParamType::number, .default_value = "0.8", .unit = "1", .low = 0.01, .high = 1,
              .help = "share of a replica's rate to plan with"},
    ParamSpec{.name = "decay_s", .type = ParamType::number, .default_value = "60", .unit = "s", .low = 1e-3, .high = 1e9,
              .help = "forecast \"ewma\": after this time a rate weighs 1/e of what it did"},
    ParamSpec{.name = "history_s", .type = ParamType::number, .default_value = "300", .unit = "s", .low = 1e-3, .high = 1e9,
              .help = "forecast \"linear\": intervals that ended within this time"},
    ParamSpec{.name = "season_s", .type = ParamType::number, .default_value = "86400", .unit = "s", .low = 1e-3, .high = 1e9,
              .help = "forecast \"seasonal\": the length of a season"},
    replica_rate_param};

Duration kept_span(const Params& given) {
  const std::string& forecast = given.text("forecast");
  if (forecast == "linear") return *to_duration(given.number("history_s"));
  if (forecast == "seasonal") return *to_duration(given.number("season_s"));
  return Duration{};
}

// Replicas decided now are ready after the boot time and carry the load until those of the next decision are: the forecast is for the interval
// that ends at now + boot + interval. No change until a rate is known.
class Predictive final : public ScalingPolicy {
 public:
  explicit Predictive(const Params& given)
      : forecast_(given.text("forecast")),
        target_(given.number("target")),
        decay_s_(given.number("decay_s")),
        season_(*to_duration(given.number("season_s"))),
        replica_rate_(given.number("replica_rate")),
        history_(kept_span(given)) {}

  std::uint32_t desired(const ScalingView& view) override {
    history_.add(view);
    if (history_.empty()) return view.current();
    note_average(view);
    const double each = replica_rate_ > 0 ? replica_rate_ : view.replica_rate;
    if (each <= 0) return view.current() == 0 && view.waiting > 0 ? 1 : view.current();
    // A quotient that is a whole number but for rounding is that number.
    const double wanted = std::ceil(std::max(0.0, rate(view)) / (target_ * each) - 1e-9);
    return static_cast<std::uint32_t>(std::min(std::max(wanted, 0.0), 4294967295.0));
  }

 private:
  double rate(const ScalingView& view) const {
    if (forecast_ == "ewma") return average_;
    if (forecast_ == "linear") return line_at(view.now + view.boot + view.interval);
    if (forecast_ == "seasonal") return season_at(view.now, view.now + view.boot + view.interval);
    if (forecast_ == "oracle") {
      SUANLI_ASSERT(view.future != nullptr, "a run whose scaler asks what will come has arrivals to tell");
      const SimTime ready = view.now + view.boot;
      return static_cast<double>(view.future->between(ready, ready + view.interval)) / to_seconds(view.interval);
    }
    return history_.last().rate();
  }

  void note_average(const ScalingView& view) {
    if (view.interval <= Duration{}) return;
    const double now = history_.last().rate();
    average_ = averages_ ? average_ + (1 - portable_exp(-to_seconds(view.interval) / decay_s_)) * (now - average_) : now;
    averages_ = true;
  }

  // Least squares over the rates at the intervals' ends.
  double line_at(SimTime time) const {
    const SimTime origin = history_.last().end;
    const auto count = static_cast<double>(history_.all().size());
    double mean_t = 0;
    double mean_rate = 0;
    for (const IntervalSeen& each : history_.all()) {
      mean_t += to_seconds(each.end - origin) / count;
      mean_rate += each.rate() / count;
    }
    double covariance = 0;
    double variance = 0;
    for (const IntervalSeen& each : history_.all()) {
      const double t = to_seconds(each.end - origin) - mean_t;
      covariance += t * (each.rate() - mean_rate);
      variance += t * t;
    }
    return mean_rate + (variance > 0 ? covariance / variance : 0) * (to_seconds(time - origin) - mean_t);
  }

  // The rate a season before `time`, times now's over that of a season before now; now's where there is nothing to compare with.
  double season_at(SimTime now, SimTime time) const {
    const auto then = history_.at(time - season_);
    const auto base = history_.at(now - season_);
    const double recent = history_.last().rate();
    if (!then || !base || base->arrived == 0) return recent;
    return then->rate() * (recent / base->rate());
  }

  std::string forecast_;
  double target_;
  double decay_s_;
  Duration season_;
  double replica_rate_;
  IntervalHistory history_;
  double average_ = 0;
  bool averages_ = false;
};

}  // namespace

extern const ScalingEntry predictive_entry;
const ScalingEntry predictive_entry{
    "predictive", "as many replicas as the load will need when they are ready", params,
    [](const Params& given, const ServicePolicyContext&) -> std::unique_ptr<ScalingPolicy> { return std::make_unique<Predictive>(given); }};

}  // namespace suanli::scaling
