// bandwidth_test.cpp -- bytes of the last window, by hand.
#include <doctest/doctest.h>

#include "tests/policies/balancing/balancing_case.h"

namespace suanli::test {
namespace {

void add_prompts(BalancingCase& one, const std::vector<std::uint32_t>& tokens) {
  for (const std::uint32_t each : tokens) {
    one.columns().arrival.push_back(time_zero);
    one.columns().prompt_tokens.push_back(each);
    one.columns().output_tokens.push_back(0);
  }
}

}  // namespace

// Prompts of 10 and 20 tokens at 0: to 0 and 1. The third at 1, of 10: to 0, which has less (40 B against 80); now both have 80. The fourth, of
// 100: to 1, chosen longer ago. At 5 replica 0 answers with 1000 tokens. Until 19 it has more; at 14 prompts are out of the window, at 15 that of
// the third and fourth: 1 has nothing, 0 the answer; at 19 neither has.
TEST_CASE("least_bandwidth: a long answer in the window sends the next elsewhere; older bytes count nothing") {
  for (const bool told : {true, false}) {
    BalancingCase one("least_bandwidth");
    one.tokens_told = told;
    one.set_replicas({1, 1});
    add_prompts(one, {10, 20, 10, 100, 1});
    CHECK(one.send(RequestId{0}) == 0);
    CHECK(one.send(RequestId{1}) == 1);
    one.wait_until(1);
    CHECK(one.send(RequestId{2}) == 0);
    CHECK(one.send(RequestId{3}) == 1);
    CHECK(one.pick() == 0);  // 80 against 480
    one.wait_until(5);
    one.set_made(0, 1000);
    CHECK(one.pick() == 1);
    one.wait_until(18.999999999);
    CHECK(one.pick() == 1);
    CHECK(one.pick() == 1);
    one.wait_until(19);
    CHECK(one.pick() == 0);
    CHECK(one.pick() == 1);
  }
}

// 400 B over 10 B/s against 600 B over 20 B/s: the second has less to carry for its rate; with one rate unknown bytes alone count.
TEST_CASE("least_bandwidth: bytes over the rate of the link") {
  for (const double rate : {20.0, 0.0}) {
    BalancingCase one("least_bandwidth");
    one.set_candidates({{.replica = ReplicaId{0}, .link_rate = 10}, {.replica = ReplicaId{1}, .link_rate = rate}});
    one.set_made(0, 100);
    one.set_made(1, 150);
    CHECK(one.pick() == (rate > 0 ? 1 : 0));
  }
}

// What was carried while a replica was away counts when it is back.
TEST_CASE("least_bandwidth: bytes of a replica stay with it") {
  BalancingCase one("least_bandwidth", {{"window_s", 3.0}, {"bytes_per_token", std::int64_t{1}}});
  one.set_replicas({1, 1});
  one.set_made(0, 5);
  one.set_made(1, 7);
  one.set_candidates({{ReplicaId{1}}});
  CHECK(one.pick() == 1);
  one.set_made(0, 9);  // 4 more
  one.set_replicas({1, 1});
  CHECK(one.pick() == 1);
  one.wait_until(3);
  CHECK(one.pick() == 0);
}

}  // namespace suanli::test
