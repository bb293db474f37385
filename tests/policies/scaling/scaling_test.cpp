// scaling_test.cpp -- how many replicas each rule wants, worked out by hand.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/policies/scaling/scaling_case.h"

namespace suanli::test {
namespace {

SimTime at(double seconds) { return time_zero + *to_duration(seconds); }

ScalingView utilised(std::uint32_t ready, double utilisation, std::uint32_t booting = 0) {
  return {.ready = ready, .booting = booting, .utilisation = utilisation};
}

const std::map<std::string, ParamValue> at_once{{"down_window_s", 0.0}};
std::map<std::string, ParamValue> target(double value) { return {{"down_window_s", 0.0}, {"target", value}}; }

}  // namespace

TEST_CASE("fixed: its own number, or the scenario's") {
  ScalingView view{.ready = 3, .configured = 5};
  CHECK(scaler("fixed")->desired(view) == 5);
  CHECK(scaler("fixed", {{"replicas", std::int64_t{2}}})->desired(view) == 2);
}

// 50 x 90/75 = 60. 4 at 82 of 75: 1.093, within a tenth. 4 at 83 of 75: 1.107: 4.43, so 5. 4 at 67: .893: 3.57, so 4; 4 at 50: 2.67, so 3.
TEST_CASE("target_utilisation: replicas x utilisation / target, rounded up, but for a tolerance") {
  CHECK(scaler("target_utilisation", target(0.75))->desired(utilised(50, 0.9)) == 60);
  CHECK(scaler("target_utilisation", target(0.75))->desired(utilised(4, 0.82)) == 4);
  CHECK(scaler("target_utilisation", target(0.75))->desired(utilised(4, 0.83)) == 5);
  CHECK(scaler("target_utilisation", target(0.75))->desired(utilised(4, 0.67)) == 4);
  CHECK(scaler("target_utilisation", target(0.75))->desired(utilised(4, 0.5)) == 3);
  CHECK(scaler("target_utilisation", target(0.75))->desired(utilised(4, 0)) == 0);
  // 0.77 / 0.7 = 1.1 to the last bit of the tolerance; and whole quotients make no replica more: 30 x 0.7 / 0.3 = 70.
  CHECK(scaler("target_utilisation")->desired(utilised(10, 0.77)) == 10);
  CHECK(scaler("target_utilisation", target(0.3))->desired(utilised(30, 0.7)) == 70);
}

// 2 at 100 % + 2 booting, target 50: 4 at 50 %: no change. 2 + 1: 3 at 66.7 %, still above: 4. 2 + 1 at 80 %: 53 %, within the tolerance: no change.
// 4 at 20 % + 1, target 50: going down nothing is counted as idle: 4 x .4 = 1.6, so 2.
TEST_CASE("target_utilisation: those that boot count as idle once it would go up") {
  CHECK(scaler("target_utilisation", target(0.5))->desired(utilised(2, 1.0, 2)) == 4);
  CHECK(scaler("target_utilisation", target(0.5))->desired(utilised(2, 1.0, 1)) == 4);
  CHECK(scaler("target_utilisation", target(0.5))->desired(utilised(2, 0.8, 1)) == 3);
  CHECK(scaler("target_utilisation", target(0.5))->desired(utilised(2, 1.0, 5)) == 7);
  CHECK(scaler("target_utilisation", target(0.5))->desired(utilised(4, 0.2, 1)) == 2);
  CHECK(scaler("target_utilisation")->desired({.booting = 3, .waiting = 9}) == 3);
}

// 12 outstanding of 10: 5 x 1.2 = 6. Blocks .9 of .6: 5 x 1.5 = 8. Beside a utilisation within its tolerance: the larger.
TEST_CASE("target_utilisation: other metrics, and the largest of several") {
  ScalingView view{.ready = 5, .utilisation = 0.7, .outstanding = 12, .cache_utilisation = 0.9};
  auto given = target(10);
  given["metric"] = std::string("outstanding");
  CHECK(scaler("target_utilisation", given)->desired(view) == 6);
  given["kv_target"] = 0.6;
  CHECK(scaler("target_utilisation", given)->desired(view) == 8);
  auto kv = target(0.9);
  kv["metric"] = std::string("kv");
  CHECK(scaler("target_utilisation", kv)->desired(view) == 5);
  kv["outstanding_target"] = 6.0;
  CHECK(scaler("target_utilisation", kv)->desired(view) == 10);
}

TEST_CASE("target_utilisation: from nothing the first request brings one") {
  CHECK(scaler("target_utilisation")->desired({.waiting = 3}) == 1);
  CHECK(scaler("target_utilisation")->desired({.waiting = 0}) == 0);
}

// At 0 ten are desired, then four. The ten count until 300 s have passed; then the largest of the window is four.
TEST_CASE("windows: going down, the largest desired within the window") {
  auto rule = scaler("queue_length");
  ScalingView view{.now = at(0), .ready = 10, .waiting = 100};
  CHECK(rule->desired(view) == 10);
  view.waiting = 40;
  for (const double time : {15.0, 150.0, 299.999}) {
    view.now = at(time);
    CHECK(rule->desired(view) == 10);
  }
  view.now = at(300);
  CHECK(rule->desired(view) == 4);
  view.ready = 4;
  view.waiting = 60;
  view.now = at(301);
  CHECK(rule->desired(view) == 6);  // up at once
}

// Up window 30: 4 were desired at 0, 8 at 15: 4 still is the smallest; at 30 it has left, 8 and 9 remain: 8.
TEST_CASE("windows: going up, the smallest desired within the window") {
  auto rule = scaler("queue_length", {{"up_window_s", 30.0}});
  ScalingView view{.now = at(0), .ready = 4, .waiting = 40};
  CHECK(rule->desired(view) == 4);
  view.now = at(15);
  view.waiting = 80;
  CHECK(rule->desired(view) == 4);
  view.now = at(30);
  view.waiting = 90;
  CHECK(rule->desired(view) == 8);
}

// Up window 300, down window 30: the ten of 0 are out of the shorter one at 30, though they are remembered.
TEST_CASE("windows: each has its own length") {
  auto rule = scaler("queue_length", {{"up_window_s", 300.0}, {"down_window_s", 30.0}});
  ScalingView view{.now = at(0), .ready = 10, .waiting = 100};
  CHECK(rule->desired(view) == 10);
  view.waiting = 40;
  view.now = at(29);
  CHECK(rule->desired(view) == 10);
  view.now = at(30);
  CHECK(rule->desired(view) == 4);
}

TEST_CASE("queue_length: a replica for so many waiting, never fewer than are busy") {
  CHECK(scaler("queue_length", at_once)->desired({.ready = 1, .waiting = 25}) == 3);
  CHECK(scaler("queue_length", at_once)->desired({.ready = 1, .waiting = 30}) == 3);
  CHECK(scaler("queue_length", at_once)->desired({.ready = 8, .busy = 5, .waiting = 25}) == 5);
  CHECK(scaler("queue_length", at_once)->desired({.ready = 8}) == 0);
  CHECK(scaler("queue_length", at_once)->desired({.waiting = 1}) == 1);  // from nothing
}

namespace {

ScalingView arriving(std::uint64_t arrived, double over_s, double now_s) {
  return {.now = at(now_s), .interval = *to_duration(over_s), .ready = 5, .arrived = arrived, .max = 1000};
}

// Erlang C by its sum, in the other direction than the recursion: P(wait) of n servers at load a.
double erlang_c(int servers, double load) {
  double term = 1;
  double sum = 0;
  for (int i = 0; i < servers; ++i) {
    sum += term;
    term *= load / (i + 1);
  }
  term *= servers / (servers - load);
  return term / (sum + term);
}

}  // namespace

// Rate 6.8, mu 1, w 1 s: with 8 servers P = .5726 e^-1.2 = .1725, with 9 .0378.
TEST_CASE("slo_aware: the fewest by Erlang's formula") {
  const auto wanted = [](const std::map<std::string, ParamValue>& more, const ScalingView& view) {
    auto given = more;
    given["replica_rate"] = 1.0;
    return scaler("slo_aware", given)->desired(view);
  };
  CHECK(wanted({}, arriving(680, 100, 100)) == 9);
  CHECK(wanted({{"goal", 0.83}}, arriving(680, 100, 100)) == 9);  // .1725 > .17
  CHECK(wanted({{"goal", 0.82}}, arriving(680, 100, 100)) == 8);
  CHECK(wanted({{"goal", 0.963}}, arriving(680, 100, 100)) == 10);
  ScalingView limited = arriving(680, 100, 100);
  limited.max = 7;
  CHECK(wanted({}, limited) == 7);
  limited.max = 100;
  limited.min = 12;
  CHECK(wanted({}, limited) == 12);
  CHECK(wanted({}, arriving(0, 100, 100)) == 1);  // min
  // The rate that was measured stands for one that is not given; with neither nothing changes.
  ScalingView measured = arriving(1360, 100, 100);
  measured.replica_rate = 2;
  CHECK(scaler("slo_aware", {{"w", 0.5}})->desired(measured) == 9);
  measured.replica_rate = 0;
  CHECK(scaler("slo_aware")->desired(measured) == 5);
}

TEST_CASE("slo_aware: the recursion is the sum, and latency is waiting and service") {
  for (const double load : {0.3, 1.0, 2.0, 5.5, 17.0}) {
    for (int servers = static_cast<int>(load) + 1; servers < load + 8; ++servers) {
      // The goal is put on either side of P(W > 1).
      const double late = erlang_c(servers, load) * std::exp(-(servers - load));
      if (late < 1e-5 || late > 0.98) continue;
      const auto arrived = static_cast<std::uint64_t>(std::lround(load * 1000));
      for (const auto& [goal, enough] : {std::pair{1 - late * 1.001, true}, {1 - late * 0.999, false}}) {
        ScalingView view = arriving(arrived, 1000, 1000);
        view.min = static_cast<std::uint32_t>(servers);
        const auto found = scaler("slo_aware", {{"goal", goal}, {"replica_rate", 1.0}})->desired(view);
        CHECK((found == view.min) == enough);
      }
      // P(W + S > 3) by the trapezoid rule over the waiting time: waits longer, or waits x and is served longer than 3 - x.
      const double spare = servers - load;
      double longer = (1 - erlang_c(servers, load)) * std::exp(-3.0) + erlang_c(servers, load) * std::exp(-spare * 3);
      for (int i = 0; i < 3000; ++i) {
        const double x = (i + 0.5) / 1000;
        longer += erlang_c(servers, load) * spare * std::exp(-spare * x) * std::exp(-(3 - x)) / 1000;
      }
      for (const auto& [goal, enough] : {std::pair{1 - longer * 1.001, true}, {1 - longer * 0.999, false}}) {
        ScalingView view = arriving(arrived, 1000, 1000);
        view.min = static_cast<std::uint32_t>(servers);
        if (1 - goal <= std::exp(-3.0) || goal < 0.02) continue;
        const auto found = scaler("slo_aware", {{"goal", goal}, {"replica_rate", 1.0}, {"slo", std::string("latency")}, {"w", 3.0}})->desired(view);
        CHECK((found == view.min) == enough);
      }
    }
  }
}

// Service alone takes longer than 1 s with e^-1 = .37: waiting is held to 5 % instead, as for ttft.
TEST_CASE("slo_aware: a goal that service alone misses holds waiting to it") {
  CHECK(scaler("slo_aware", {{"slo", std::string("latency")}, {"replica_rate", 1.0}})->desired(arriving(680, 100, 100)) == 9);
}

// 60 s of rate 1, then 60 s of rate 3, in intervals of 15 s: at 120 the window has rate 3 alone.
TEST_CASE("slo_aware: the rate of the window") {
  auto rule = scaler("slo_aware", {{"replica_rate", 1.0}});
  std::uint32_t found = 0;
  for (int i = 1; i <= 4; ++i) found = rule->desired(arriving(15, 15, i * 15));
  const std::uint32_t slow = found;
  for (int i = 5; i <= 8; ++i) found = rule->desired(arriving(45, 15, i * 15));
  CHECK(slow == scaler("slo_aware", {{"replica_rate", 1.0}})->desired(arriving(60, 60, 60)));
  CHECK(found == scaler("slo_aware", {{"replica_rate", 1.0}})->desired(arriving(180, 60, 60)));
  CHECK(slow < found);
}

// Goal .95: 94 of 100: one more; 96: none (half way is .975); 98: one less. While one boots it waits for it.
TEST_CASE("slo_aware: feedback goes by one, and waits for what it asked for") {
  const auto feedback = [](std::uint64_t met, std::uint32_t booting = 0) {
    ScalingView view = arriving(100, 15, 15);
    view.completed = 100;
    view.met_slo = met;
    view.booting = booting;
    return scaler("slo_aware", {{"model", std::string("feedback")}})->desired(view);
  };
  CHECK(feedback(94) == 6);
  CHECK(feedback(95) == 5);
  CHECK(feedback(97) == 5);
  CHECK(feedback(98) == 4);
  CHECK(feedback(10, 1) == 6);
  ScalingView nothing = arriving(0, 15, 15);
  CHECK(scaler("slo_aware", {{"model", std::string("feedback")}})->desired(nothing) == 5);
  nothing.ready = 0;
  nothing.waiting = 1;
  CHECK(scaler("slo_aware", {{"model", std::string("feedback")}})->desired(nothing) == 1);
}

}  // namespace suanli::test
