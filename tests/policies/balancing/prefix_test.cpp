// prefix_test.cpp -- what a balancer remembers of prompts, and rules that go by it.
#include <doctest/doctest.h>

#include "policies/routing/prefix_record.h"
#include "sim/base/random.h"
#include "tests/policies/balancing/balancing_case.h"

namespace suanli::test {
namespace {

using Hashes = std::vector<std::uint64_t>;

void add_prompts(BalancingCase& one, const std::vector<Hashes>& prompts) {
  RequestColumns& columns = one.columns();
  columns.prefix_begin.push_back(0);
  for (const Hashes& each : prompts) {
    columns.arrival.push_back(time_zero);
    columns.prefix_hashes.insert(columns.prefix_hashes.end(), each.begin(), each.end());
    columns.prefix_begin.push_back(columns.prefix_hashes.size());
  }
}

}  // namespace

// Room for 4. 1 2 3 4, then 5 6: of the older prompt the last go first, 4 and 3. 1 2 again makes them newer than 5 6; then 7 8 take the place of
// 6 and 5.
TEST_CASE("prefix record: forgets what was sent longest ago, of one prompt its end first") {
  PrefixRecord record(4);
  record.add(Hashes{1, 2, 3, 4});
  CHECK(record.match(Hashes{1, 2, 3, 4, 5}) == 4);
  CHECK(record.match(Hashes{2, 3}) == 2);
  CHECK(record.match(Hashes{9, 1}) == 0);
  record.add(Hashes{5, 6});
  CHECK(record.size() == 4);
  CHECK(record.match(Hashes{1, 2, 3, 4}) == 2);
  record.add(Hashes{1, 2});
  record.add(Hashes{7, 8});
  CHECK(record.match(Hashes{1, 2}) == 2);
  CHECK(record.match(Hashes{5}) == 0);
  CHECK(record.match(Hashes{7, 8}) == 2);
  record.add(Hashes{11, 12, 13, 14, 15, 16});  // more than there is room for: its beginning
  CHECK(record.match(Hashes{11, 12, 13, 14, 15}) == 4);
  CHECK(record.size() == 4);
}

// The first prompt goes to the first replica. Half of the second prompt is there: it follows, though busier. Of the third a quarter is there,
// below the threshold of .3: to the least recorded, the second.
TEST_CASE("prefix_aware: a hit of a half goes to the holder, one of a quarter to the least recorded") {
  BalancingCase one("prefix_aware");
  add_prompts(one, {{1, 2, 3, 4}, {1, 2, 8, 9}, {1, 5, 6, 7}, {}});
  one.set_replicas({1, 1});
  CHECK(one.send(RequestId{0}) == 0);
  CHECK(one.send(RequestId{1}) == 0);
  CHECK(one.send(RequestId{2}) == 1);
  CHECK(one.pick(RequestId{3}) == 1);  // 4 recorded against 6
}

// The holder has 64 more than the other: it is chosen; 65 more: the other.
TEST_CASE("prefix_aware: an imbalance of more than 64 overrides") {
  for (const auto& [outstanding, expected] : {std::pair{64U, 0U}, {65U, 1U}}) {
    BalancingCase one("prefix_aware");
    add_prompts(one, {{1, 2}});
    one.set_replicas({1, 1});
    CHECK(one.send(RequestId{0}) == 0);
    one.set_outstanding(0, outstanding);
    CHECK(one.pick(RequestId{0}) == expected);
  }
  // 150 against 100 is no more than 1.5 times it; 151 is.
  for (const auto& [outstanding, expected] : {std::pair{150U, 0U}, {151U, 1U}}) {
    BalancingCase one("prefix_aware", {{"abs", std::int64_t{10}}});
    add_prompts(one, {{1, 2}});
    one.set_replicas({1, 1});
    CHECK(one.send(RequestId{0}) == 0);
    one.set_outstanding(0, outstanding);
    one.set_outstanding(1, 100);
    CHECK(one.pick(RequestId{0}) == expected);
  }
}

// 3 of 10 are .3 of them, whatever the rounding; equal matches go to the one with fewer outstanding.
TEST_CASE("prefix_aware: at the threshold it counts, and among holders the fewer outstanding") {
  BalancingCase one("prefix_aware");
  add_prompts(one, {{1, 2, 3}, {1, 2, 3, 10, 11, 12, 13, 14, 15, 16}, {7, 7, 7, 7}});
  one.set_replicas({1, 1, 1});
  CHECK(one.send(RequestId{0}) == 0);
  CHECK(one.pick(RequestId{1}) == 0);
  CHECK(one.send(RequestId{2}) == 1);
  one.policy().routed(one, RequestId{0}, ReplicaId{2});  // a copy
  one.set_outstanding(0, 1);
  one.set_outstanding(2, 0);
  CHECK(one.pick(RequestId{1}) == 2);
  one.set_outstanding(2, 2);
  CHECK(one.pick(RequestId{1}) == 0);
}

TEST_CASE("weighted_scorers: one scorer alone equals its own policy") {
  const std::map<std::string, ParamValue> nothing{{"prefix", 0.0}, {"queue", 0.0}, {"kv", 0.0}};
  for (const auto& [scorer, policy] : {std::pair{"queue", "least_connections"}, {"kv", "least_kv"}}) {
    CAPTURE(scorer);
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      auto given = nothing;
      given[scorer] = 3.0;
      Stream random(seed, "weighted_scorers_test");
      BalancingCase one("weighted_scorers", given, seed);
      BalancingCase other(policy, {}, seed);
      add_prompts(one, {{}});
      add_prompts(other, {{}});
      one.set_replicas(std::vector<double>(7, 1.0));
      other.set_replicas(std::vector<double>(7, 1.0));
      int differences = 0;
      for (int step = 0; step < 500; ++step) {
        ReplicaLoad load{.running = static_cast<std::uint32_t>(random.below(5)), .cache_blocks_used = random.below(4), .cache_blocks = 4 + random.below(3)};
        const auto replica = static_cast<std::uint32_t>(random.below(7));
        one.set_load(replica, load);
        other.set_load(replica, load);
        differences += one.pick() != other.pick() ? 1 : 0;
      }
      CHECK(differences == 0);
    }
  }
}

// Prompt half cached on 0: 2 x .5 = 1. Queue: 0 has 4 of at most 4: 0; 1 has 1: .75; 2 none: 1. Cache: 0 uses a half: .5; 1 a tenth: .9; 2 all: 0.
// Sums 1.5, 1.65, 1: the second. With prefix 3: 2 against 1.65: the first.
TEST_CASE("weighted_scorers: the largest sum by hand") {
  for (const auto& [prefix, expected] : {std::pair{2.0, 1U}, {3.0, 0U}}) {
    BalancingCase one("weighted_scorers", {{"prefix", prefix}});
    add_prompts(one, {{1, 2}, {1, 3}});
    one.set_replicas({1, 1, 1});
    one.policy().routed(one, RequestId{0}, ReplicaId{0});
    one.set_load(0, {.running = 4, .cache_blocks_used = 5, .cache_blocks = 10});
    one.set_load(1, {.running = 1, .cache_blocks_used = 1, .cache_blocks = 10});
    one.set_load(2, {.cache_blocks_used = 10, .cache_blocks = 10});
    CHECK(one.pick(RequestId{1}) == expected);
  }
}

// Prices 2, 1, 4: 0.5, 1, 0.25. A session's last replica gives .6 more: 1.1 against 1.
TEST_CASE("weighted_scorers: price and session") {
  BalancingCase one("weighted_scorers", {{"prefix", 0.0}, {"queue", 0.0}, {"kv", 0.0}, {"cost", 1.0}, {"session", 0.6}});
  one.columns().arrival.push_back(time_zero);
  one.columns().session.push_back(NameId{5});
  one.set_candidates({{.replica = ReplicaId{0}, .usd_per_hour = 2}, {.replica = ReplicaId{1}, .usd_per_hour = 1}, {.replica = ReplicaId{2}, .usd_per_hour = 4}});
  CHECK(one.pick() == 1);
  one.policy().routed(one, RequestId{0}, ReplicaId{0});
  CHECK(one.pick() == 0);
  one.policy().routed(one, RequestId{0}, ReplicaId{2});
  CHECK(one.pick() == 1);
}

}  // namespace suanli::test
