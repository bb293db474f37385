// forecast_test.cpp -- predictive scaling: each forecast by hand, and who is ready in time on a ramp.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "tests/policies/scaling/scaling_case.h"

namespace suanli::test {
namespace {

SimTime at(double seconds) { return time_zero + *to_duration(seconds); }

std::map<std::string, ParamValue> forecast(const std::string& name) {
  return {{"forecast", name}, {"target", 1.0}, {"replica_rate", 1.0}};
}

// As many arrivals by each time as `by` says.
class Arrivals final : public FutureArrivals {
 public:
  explicit Arrivals(std::function<double(double)> by) : by_(std::move(by)) {}
  std::uint64_t between(SimTime from, SimTime until) const override { return count(until) - count(from); }

 private:
  std::uint64_t count(SimTime time) const { return static_cast<std::uint64_t>(by_(to_seconds(time - time_zero))); }
  std::function<double(double)> by_;
};

// What a rule wants after intervals of 10 s with so many arrivals.
std::uint32_t after(ScalingPolicy& rule, const std::vector<std::uint64_t>& arrivals, double boot_s = 0) {
  std::uint32_t found = 0;
  double now = 0;
  for (const std::uint64_t each : arrivals) {
    now += 10;
    found = rule.desired({.now = at(now), .interval = at(10) - at(0), .boot = *to_duration(boot_s), .ready = 7, .arrived = each});
  }
  return found;
}

}  // namespace

// 32 in 10 s: 3.2 per s over .8 x 1: 4; over .8 x 2, measured: 2. 21 in 10 s over .7: 3, though 2.1 / .7 is 3.0000000000000004.
TEST_CASE("predictive: the last rate over the target's share of a replica's") {
  CHECK(after(*scaler("predictive", {{"replica_rate", 1.0}}), {99, 32}) == 4);
  CHECK(after(*scaler("predictive", {{"replica_rate", 1.0}}), {33}) == 5);
  CHECK(after(*scaler("predictive", {{"replica_rate", 1.0}, {"target", 0.7}}), {21}) == 3);
  ScalingView view{.now = at(10), .interval = at(10) - at(0), .ready = 7, .arrived = 32, .replica_rate = 2};
  CHECK(scaler("predictive")->desired(view) == 2);
  view.replica_rate = 0;
  CHECK(scaler("predictive")->desired(view) == 7);  // not known
  view.ready = 0;
  view.waiting = 1;
  CHECK(scaler("predictive")->desired(view) == 1);
  view.interval = Duration{};
  CHECK(scaler("predictive")->desired({.ready = 7}) == 7);
}

// 10 per s, then 20; decay 10 s: 10 + (1 - 1/e) 10 = 16.32: 17. Then none: 16.32/e = 6.004: 7.
TEST_CASE("predictive: ewma") {
  auto given = forecast("ewma");
  given["decay_s"] = 10.0;
  CHECK(after(*scaler("predictive", given), {100, 200}) == 17);
  CHECK(after(*scaler("predictive", given), {100, 200, 0}) == 7);
}

// 1, 2, 3, 4 per s at 10, 20, 30, 40: at 50 + 20 it is 7. Of 1, 3, 2 at 10, 20, 30: mean 2 at 20, slope 1/20; at 40: 3. Falling lines end at none.
TEST_CASE("predictive: a line of least squares") {
  CHECK(after(*scaler("predictive", forecast("linear")), {10, 20, 30, 40}, 20) == 7);
  CHECK(after(*scaler("predictive", forecast("linear")), {10, 30, 20}) == 3);
  CHECK(after(*scaler("predictive", forecast("linear")), {30, 20, 10}, 100) == 0);
  CHECK(after(*scaler("predictive", forecast("linear")), {30}, 100) == 3);
  auto given = forecast("linear");
  given["history_s"] = 10.0;  // the last two
  CHECK(after(*scaler("predictive", given), {500, 10, 20}) == 3);
}

// Season 40 s, boot 10: at 60 the interval that ends at 80 is wanted; a season before it ended at 40, with 4 per s. Now 6, a season ago 2: x 3: 12.
TEST_CASE("predictive: the season before, times the recent ratio") {
  auto given = forecast("seasonal");
  given["season_s"] = 40.0;
  CHECK(after(*scaler("predictive", given), {10, 20, 30, 40, 50, 60}, 10) == 12);
  CHECK(after(*scaler("predictive", given), {10, 20, 30}, 10) == 3);               // no season yet: the last
  CHECK(after(*scaler("predictive", given), {10, 0, 30, 40, 50, 60}, 10) == 6);    // nothing to compare with: the last
  CHECK(after(*scaler("predictive", given), {10, 20, 30, 40, 50, 60}, 40) == 6);   // a season before lies ahead: the last
}

// Arrivals by t: t^2 / 20. In [30, 40), when what is decided at 10 is ready: 80 - 45 = 35: 3.5 per s: 4.
TEST_CASE("predictive: the oracle knows, and is the bound") {
  const Arrivals arrivals([](double t) { return t * t / 20; });
  auto rule = scaler("predictive", forecast("oracle"));
  CHECK(rule->desired({.now = at(10), .interval = at(10) - at(0), .boot = *to_duration(20.0), .ready = 1, .arrived = 5, .future = &arrivals}) == 4);
}

// Rate t/30 per s for an hour, boot 60 s, a replica serves 1 per s, decisions each 15 s. A line through the past knows the ramp: from 5 min on, what is
// ready carries every interval. The last rate is late by boot + interval, 75 s x 1/30 = 2.5 replicas: it never suffices; nor does utilisation
// at a target of 1.
TEST_CASE("predictive: ready in time on a ramp, where reactive rules are late") {
  const Arrivals arrivals([](double t) { return t * t / 60; });
  const auto late_intervals = [&](const std::string& name, const std::map<std::string, ParamValue>& given) {
    auto rule = scaler(name, given);
    std::vector<std::uint32_t> decided{1};  // at 0, 15, 30, ...
    int late = 0;
    for (int step = 1; step <= 240; ++step) {
      const double now = step * 15.0;
      const std::uint64_t arrived = arrivals.between(at(now - 15), at(now));
      const std::uint32_t ready = decided[static_cast<std::size_t>(std::max(0, step - 1 - 4))];
      const double load = static_cast<double>(arrived) / 15;
      if (now > 300 && load > ready) ++late;
      ScalingView view{.now = at(now), .interval = at(15) - at(0), .boot = at(60) - at(0), .ready = ready, .arrived = arrived, .future = &arrivals};
      view.booting = decided.back() > ready ? decided.back() - ready : 0;
      view.utilisation = std::min(1.0, load / ready);
      decided.push_back(std::max(1U, rule->desired(view)));
    }
    return late;
  };
  CHECK(late_intervals("predictive", forecast("oracle")) == 0);
  auto linear = forecast("linear");
  linear["target"] = 0.97;  // arrivals are whole, the line wavers
  CHECK(late_intervals("predictive", linear) == 0);
  CHECK(late_intervals("predictive", forecast("last")) > 200);
  CHECK(late_intervals("target_utilisation", {{"target", 1.0}, {"tolerance", 0.0}}) > 100);
}

}  // namespace suanli::test
