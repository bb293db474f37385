// smooth_turns_test.cpp -- the published sequence, whole cycles, and the rule as it is written beside the heaps.
#include <doctest/doctest.h>

#include <algorithm>

#include "policies/routing/smooth_turns.h"
#include "sim/base/random.h"
#include "tests/policies/balancing/balancing_case.h"

namespace suanli::test {
namespace {

// The rule to the letter: O(replicas) a turn.
class PlainTurns {
 public:
  void set(const std::vector<SmoothTurns::Weighted>& all) { all_ = all; }
  ReplicaId next() {
    std::int64_t sum = 0;
    const SmoothTurns::Weighted* best = nullptr;
    for (const auto& each : all_) {
      counter_[each.replica] += each.weight;
      sum += each.weight;
      if (best == nullptr || counter_[each.replica] > counter_[best->replica]) best = &each;
    }
    counter_[best->replica] -= sum;
    return best->replica;
  }

 private:
  std::vector<SmoothTurns::Weighted> all_;
  std::map<ReplicaId, std::int64_t> counter_;
};

}  // namespace

// Counters 5,1,1 take 7 from a: -2,1,1; 3,2,2: a; 1,3,3: b; 6,-3,4: a; 4,-2,5: c; 9,-1,-1: a; 7,0,0: a.
TEST_CASE("weighted_round_robin: weights 5, 1, 1 give aabacaa") {
  for (const bool listed : {false, true}) {
    BalancingCase one("weighted_round_robin", listed ? std::map<std::string, ParamValue>{{"weights", std::string("5,1,1")}} : std::map<std::string, ParamValue>{});
    one.set_replicas(listed ? std::vector<double>{1, 1, 1} : std::vector<double>{5, 1, 1});
    CHECK(one.sent(14) == "0 0 1 0 2 0 0 0 0 1 0 2 0 0");
  }
}

TEST_CASE("weighted_round_robin: every cycle has each replica as often as its weight") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Stream random(seed, "smooth_turns_test");
    std::vector<double> weights(1 + random.below(9));
    for (double& weight : weights) weight = static_cast<double>(1 + random.below(6));
    int sum = 0;
    for (const double weight : weights) sum += static_cast<int>(weight);
    BalancingCase one("weighted_round_robin");
    one.set_replicas(weights);
    for (int cycle = 0; cycle < 3; ++cycle) {
      std::vector<double> count(weights.size(), 0);
      for (int i = 0; i < sum; ++i) ++count[one.send()];
      CHECK(count == weights);
    }
  }
}

TEST_CASE("smooth turns: heaps by weight take the turns of the rule as it is written") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "smooth_turns_test", 1);
    SmoothTurns turns;
    PlainTurns plain;
    int differences = 0;
    for (int change = 0; change < 12; ++change) {
      std::vector<SmoothTurns::Weighted> all;
      for (std::uint32_t replica = 0; replica < 30; ++replica) {
        if (random.below(3) > 0) all.push_back({static_cast<ReplicaId>(replica), 1 + static_cast<std::int64_t>(random.below(5))});
      }
      if (all.empty()) all.push_back({ReplicaId{7}, 3});
      turns.set(all);
      plain.set(all);
      for (std::uint64_t i = random.below(200); i > 0; --i) differences += turns.next() != plain.next() ? 1 : 0;
    }
    CHECK(differences == 0);
  }
}

// Counters are kept every 2^20 turns; nothing is seen of it. Weights 3, 2 repeat every 5 turns.
TEST_CASE("smooth turns: go on through millions of turns") {
  SmoothTurns turns;
  turns.set(std::vector<SmoothTurns::Weighted>{{ReplicaId{0}, 3'000'000'000}, {ReplicaId{1}, 2'000'000'000}});
  std::vector<ReplicaId> cycle(5);
  for (ReplicaId& each : cycle) each = turns.next();
  int differences = 0;
  for (std::size_t i = 0; i < 2'200'000; ++i) differences += turns.next() != cycle[i % 5] ? 1 : 0;
  CHECK(differences == 0);
}

}  // namespace suanli::test
