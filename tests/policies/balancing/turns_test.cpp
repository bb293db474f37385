// turns_test.cpp -- rules that look at no load: turns, weighted turns and draws.
#include <doctest/doctest.h>

#include <vector>

#include "tests/policies/balancing/balancing_case.h"

namespace suanli::test {

TEST_CASE("round_robin: the next in order of ReplicaId, wrapping") {
  BalancingCase one("round_robin");
  one.set_replicas({1, 1, 1});
  CHECK(one.sent(7) == "0 1 2 0 1 2 0");
}

// 0 was last. Replica 1 leaves, 3 comes: 2, 3, 0. Then 3, chosen last, leaves: again from 0. A place, not a replica, would be kept otherwise.
TEST_CASE("round_robin: goes on after the replica chosen last when others come and go") {
  BalancingCase one("round_robin");
  one.set_replicas({1, 1, 1});
  CHECK(one.sent(4) == "0 1 2 0");
  one.set_candidates({{ReplicaId{0}}, {ReplicaId{2}}, {ReplicaId{3}}});
  CHECK(one.sent(2) == "2 3");
  one.set_candidates({{ReplicaId{0}}, {ReplicaId{2}}});
  CHECK(one.sent(3) == "0 2 0");
}

// Of 30,000 draws each of three replicas gets 10,000 with deviation 82; weights 1, 2, 3: 5,000, 10,000, 15,000 with at most 87. Four deviations.
TEST_CASE("random: uniform, or by weight") {
  const auto counts = [](const std::map<std::string, ParamValue>& given, const std::vector<double>& weights) {
    BalancingCase one("random", given);
    one.set_replicas(weights);
    std::vector<int> count(3, 0);
    for (int i = 0; i < 30000; ++i) ++count[one.pick()];
    return count;
  };
  const auto near = [](const std::vector<int>& count, const std::vector<int>& expected) {
    for (std::size_t i = 0; i < 3; ++i) CHECK(std::abs(count[i] - expected[i]) < 350);
  };
  near(counts({}, {1, 2, 3}), {10000, 10000, 10000});
  near(counts({{"weighted", true}}, {0.5, 1, 1.5}), {5000, 10000, 15000});
  near(counts({{"weighted", true}, {"weights", std::string("3,1")}}, {9, 9, 9}), {12857, 4286, 12857});
}

TEST_CASE("random: the seed and the service decide, and are said to") {
  std::vector<std::uint32_t> first, again, other;
  for (auto [into, seed] : {std::pair{&first, 1}, {&again, 1}, {&other, 2}}) {
    BalancingCase one("random", {}, static_cast<std::uint64_t>(seed));
    one.set_replicas(std::vector<double>(100, 1.0));
    for (int i = 0; i < 20; ++i) into->push_back(one.pick());
  }
  CHECK(first == again);
  CHECK(first != other);
  CHECK(find_entry(balancing::entries(), "random")->is_random(Params(find_entry(balancing::entries(), "random")->params)));
}

TEST_CASE("weights: a text that is no list of whole numbers is refused") {
  for (const char* text : {"5,x", "0", "-1", "5,,1", "1.5", " 1", "1000001"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(BalancingCase("random", {{"weights", std::string(text)}}), InputError);
  }
}

}  // namespace suanli::test
