// power_of_two_test.cpp -- few draws, one draw, and as many as there are replicas.
#include <doctest/doctest.h>

#include <algorithm>

#include "sim/base/random.h"
#include "tests/policies/balancing/balancing_case.h"

namespace suanli::test {
namespace {

BalancingCase drawing(std::int64_t d, std::uint64_t seed = 1) { return BalancingCase("power_of_two", {{"d", d}}, seed); }

// Each of so many picks among replicas that have 0, 1, 2, ... outstanding.
std::vector<int> counts(BalancingCase& one, std::uint32_t replicas, int picks) {
  one.set_replicas(std::vector<double>(replicas, 1.0));
  for (std::uint32_t i = 0; i < replicas; ++i) one.set_outstanding(i, i);
  std::vector<int> count(replicas, 0);
  for (int i = 0; i < picks; ++i) ++count[one.pick()];
  return count;
}

}  // namespace

// Of four replicas with 0, 1, 2, 3 outstanding two distinct ones are drawn: 6 pairs, of which 3, 2, 1, 0 have the first, second, third, fourth
// as the lesser. 60,000 picks: 30,000, 20,000, 10,000 with deviations of at most 122.
TEST_CASE("power_of_two: the lesser of two distinct replicas") {
  BalancingCase one = drawing(2);
  const std::vector<int> count = counts(one, 4, 60000);
  for (const auto& [replica, expected] : {std::pair{0, 30000}, {1, 20000}, {2, 10000}}) CHECK(std::abs(count[static_cast<std::size_t>(replica)] - expected) < 500);
  CHECK(count[3] == 0);
}

// All equal: the first drawn is taken, each replica as likely.
TEST_CASE("power_of_two: among equals the first drawn, so none is preferred") {
  BalancingCase one = drawing(3);
  one.set_replicas(std::vector<double>(5, 1.0));
  std::vector<int> count(5, 0);
  for (int i = 0; i < 50000; ++i) ++count[one.pick()];
  for (const int each : count) CHECK(std::abs(each - 10000) < 360);
}

// The first of a shuffle of 0, 1, 2, ... is the number drawn; with all equal it is taken, however many are drawn after it.
TEST_CASE("power_of_two: the first drawn is the one taken") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    BalancingCase one = drawing(3, seed);
    one.set_replicas(std::vector<double>(5, 1.0));
    CHECK(one.pick() == Stream(seed, "policy/balancing/power_of_two/chat").below(5));
  }
}

// Chi-square over 10 replicas, 9 degrees of freedom: above 27.9 once in a thousand.
TEST_CASE("power_of_two: with one draw it is random") {
  BalancingCase one = drawing(1);
  double chi_square = 0;
  for (const int each : counts(one, 10, 100000)) chi_square += (each - 10000.0) * (each - 10000.0) / 10000.0;
  CHECK(chi_square < 27.9);
}

TEST_CASE("power_of_two: with as many draws as replicas it has the fewest outstanding, as least_connections") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Stream random(seed, "power_of_two_test");
    const auto replicas = 1 + static_cast<std::uint32_t>(random.below(12));
    BalancingCase one = drawing(static_cast<std::int64_t>(replicas + random.below(3)), seed);
    BalancingCase least("least_connections");
    one.set_replicas(std::vector<double>(replicas, 1.0));
    least.set_replicas(std::vector<double>(replicas, 1.0));
    for (int step = 0; step < 200; ++step) {
      const auto replica = static_cast<std::uint32_t>(random.below(replicas));
      const auto outstanding = static_cast<std::uint32_t>(random.below(6));
      one.set_outstanding(replica, outstanding);
      least.set_outstanding(replica, outstanding);
      CHECK(one.truth(one.pick()).running == least.truth(least.pick()).running);
    }
  }
}

}  // namespace suanli::test
