// response_time_test.cpp -- measured response times: what is kept of them, and who is chosen.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "sim/base/random.h"
#include "tests/policies/balancing/balancing_case.h"

namespace suanli::test {
namespace {

using Given = std::map<std::string, ParamValue>;

// Replica 0 has an average that the test wants to know, replica 1 is measured now: whichever is chosen tells which is less.
bool less_than(BalancingCase& one, double value) {
  one.policy().ended(one, {}, ReplicaId{1}, ServedAs::completed, *to_duration(value));
  return one.pick() == 0;
}

void measure(BalancingCase& one, double value) { one.policy().ended(one, {}, ReplicaId{0}, ServedAs::completed, *to_duration(value)); }

// Both ways of looking: at all, and at as many as are drawn.
std::vector<Given> both(const std::string& average) {
  return {{{"average", average}}, {{"average", average}, {"draws", std::int64_t{2}}}};
}

}  // namespace

// 0: 1 s; 1 and 2 never measured: while idle they come first, the first created of them; while busy last.
TEST_CASE("least_response_time: the never measured come first while idle, last while busy") {
  for (const char* average : {"ewma", "peak_ewma"}) {
    BalancingCase one("least_response_time", {{"average", std::string(average)}});
    one.set_replicas({1, 1, 1});
    measure(one, 1);
    CHECK(one.pick() == 1);
    one.set_outstanding(1, 1);
    CHECK(one.pick() == 2);
    one.set_outstanding(2, 1);
    one.set_outstanding(0, 100);
    CHECK(one.pick() == 0);
  }
}

// 1 s x (3 + 1) = 4 against 3 s x (0 + 1) = 3: the second; then 3 x 2 = 6: the first; then 1 x 6 = 6 and it was chosen later: the second.
TEST_CASE("least_response_time: the time for those outstanding and one more") {
  BalancingCase one("least_response_time");
  one.set_replicas({1, 1});
  measure(one, 1);
  one.policy().ended(one, {}, ReplicaId{1}, ServedAs::completed, *to_duration(3.0));
  one.set_outstanding(0, 3);
  CHECK(one.pick() == 1);
  one.set_outstanding(1, 1);
  CHECK(one.pick() == 0);
  one.set_outstanding(0, 5);
  CHECK(one.pick() == 1);
}

// 1 s at 0, 4 s at tau: 1 + 3 (1 - 1/e) = 2.8964.
TEST_CASE("least_response_time: ewma moves by 1 - 1/e of the difference in one decay time") {
  for (const Given& given : both("ewma")) {
    for (const auto& [value, expected] : {std::pair{2.896, false}, {2.897, true}}) {
      BalancingCase one("least_response_time", given);
      one.set_replicas({1, 1});
      measure(one, 1);
      one.wait_until(10);
      measure(one, 4);
      CHECK(less_than(one, value) == expected);
    }
  }
}

// 1 s then 4 s sets 4. A 1 s sample tau later, no reading between: 4/e + 1 (1 - 1/e) = 1 + 3/e = 2.1036. With a reading then, it has decayed to
// 4/e = 1.4715, and no time has passed for the sample to change it.
TEST_CASE("least_response_time: peak_ewma rises at once, and decays when it is read") {
  for (const Given& given : both("peak_ewma")) {
    for (const auto& [value, expected] : {std::pair{3.99, false}, {4.01, true}}) {
      BalancingCase one("least_response_time", given);
      one.set_replicas({1, 1});
      measure(one, 1);
      measure(one, 4);
      CHECK(less_than(one, value) == expected);
    }
    for (const auto& [value, expected] : {std::pair{2.103, false}, {2.104, true}}) {
      BalancingCase one("least_response_time", given);
      one.set_replicas({1, 1});
      measure(one, 4);
      one.wait_until(10);
      measure(one, 1);
      CHECK(less_than(one, value) == expected);
    }
    for (const auto& [value, expected] : {std::pair{1.471, false}, {1.472, true}}) {
      BalancingCase one("least_response_time", given);
      one.set_replicas({1, 1});
      measure(one, 4);
      one.wait_until(10);
      one.pick();
      measure(one, 1);
      CHECK(less_than(one, value) == expected);
    }
  }
}

TEST_CASE("least_response_time: measures what it is told to, of what completed") {
  BalancingCase one("least_response_time", {{"metric", std::string("ttft")}});
  one.set_replicas({1, 1});
  one.set_outstanding(0, 1);
  measure(one, 1);  // an answer's end
  CHECK(one.pick() == 1);
  one.first_token(0, 1);
  one.first_token(1, 3);
  CHECK(one.pick() == 0);
  BalancingCase latency("least_response_time");
  latency.set_replicas({1, 1});
  latency.set_outstanding(0, 1);
  latency.first_token(0, 1);
  latency.policy().ended(latency, {}, ReplicaId{0}, ServedAs::abandoned, *to_duration(1.0));
  CHECK(latency.pick() == 1);
}

// All replicas read at each pick, as the rule is written.
TEST_CASE("least_response_time: the kept order is that of reading all") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "response_time_test");
    const bool peak = seed % 2 == 0;
    BalancingCase one("least_response_time", {{"average", std::string(peak ? "peak_ewma" : "ewma")}, {"decay_s", 2.0}});
    struct Average {
      double value = -1;
      double at = 0;
    };
    const std::size_t replicas = 1 + random.below(20);
    std::vector<Average> averages(replicas);
    one.set_replicas(std::vector<double>(replicas, 1.0));
    double now = 0;
    int differences = 0;
    const auto fading = [&](const Average& average) { return std::exp(-(now - average.at) / 2); };
    for (int step = 0; step < 400; ++step) {
      now += 0.001 * static_cast<double>(random.below(500));
      one.wait_until(now);
      const auto replica = static_cast<std::uint32_t>(random.below(replicas));
      Average& average = averages[replica];
      if (random.below(3) == 0) {
        const double value = 0.1 + random.uniform();
        one.policy().ended(one, {}, static_cast<ReplicaId>(replica), ServedAs::completed, *to_duration(value));
        if (average.value < 0 || (peak && value > average.value)) {
          average.value = value;
        } else {
          average.value += (1 - fading(average)) * (value - average.value);
        }
        average.at = now;
      } else if (random.below(2) == 0) {
        one.set_outstanding(replica, static_cast<std::uint32_t>(random.below(5)));
      } else {
        const std::uint32_t chosen = one.pick();
        double least = std::numeric_limits<double>::infinity();
        std::vector<double> scores;
        for (std::size_t i = 0; i < replicas; ++i) {
          const std::uint32_t outstanding = one.truth(static_cast<std::uint32_t>(i)).running;
          if (peak && averages[i].value >= 0) averages[i] = {averages[i].value * fading(averages[i]), now};
          scores.push_back(averages[i].value >= 0 ? averages[i].value * (outstanding + 1) : outstanding == 0 ? -1 : 1e300);
          least = std::min(least, scores.back());
        }
        differences += scores[chosen] > least + 1e-9 * std::abs(least) ? 1 : 0;
      }
    }
    CHECK(differences == 0);
  }
}

// Of two drawn of three, the best of all three is missed when it is not drawn: a third of the picks.
TEST_CASE("least_response_time: draws look at no others") {
  BalancingCase one("least_response_time", {{"draws", std::int64_t{2}}});
  one.set_replicas({1, 1, 1});
  for (std::uint32_t i = 0; i < 3; ++i) one.policy().ended(one, {}, static_cast<ReplicaId>(i), ServedAs::completed, *to_duration(1.0 + i));
  std::vector<int> count(3, 0);
  for (int i = 0; i < 30000; ++i) ++count[one.pick()];
  CHECK(std::abs(count[0] - 20000) < 330);
  CHECK(std::abs(count[1] - 10000) < 330);
  CHECK(count[2] == 0);
}

}  // namespace suanli::test
