// value_spread_test.cpp -- bins, marks and quantiles of spreads that can be counted by hand.
#include "tools/report/value_spread.h"

#include <doctest/doctest.h>

#include <numeric>

#include "sim/base/random.h"

namespace suanli::page {
namespace {

// 0 0 | 1 | 2 | 3 3 | 10: the bins 1-1.6, 1.6-2.5, 2.5-4, 4-6.3, 6.3-10, 10-16.
TEST_CASE("a spread counts what is at its floor apart and the rest in bins that hold their lower edge") {
  const ValueSpread spread = value_spread({3, 0, 10, 1, 0, 3, 2}, 0);
  CHECK(spread.count == 7);
  CHECK(spread.at_floor == 2);
  CHECK(spread.edges == std::vector<double>{1, 1.6, 2.5, 4, 6.3, 10, 16});
  CHECK(spread.in_bin == std::vector<std::size_t>{1, 1, 2, 0, 0, 1});
  CHECK(spread.value == std::vector<double>{0, 1, 2, 3, 10});
  CHECK(spread.up_to == std::vector<std::size_t>{2, 3, 4, 6, 7});
  CHECK(spread.mean == doctest::Approx(19.0 / 7));
}

TEST_CASE("quantiles of a spread are nearest ranks: of 1 to 10, p50 is 5 and p95 and p99 are 10") {
  const ValueSpread spread = value_spread({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 1);
  CHECK(spread.p50 == 5);
  CHECK(spread.p95 == 10);
  CHECK(spread.p99 == 10);
  CHECK(spread.max == 10);
  CHECK(spread.at_floor == 1);
}

TEST_CASE("a spread of nothing, and one of nothing but its floor, have no bins") {
  CHECK(value_spread({}, 0).count == 0);
  CHECK_FALSE(value_spread({}, 0).p50);
  const ValueSpread still = value_spread({0, 0}, 0);
  CHECK(still.at_floor == 2);
  CHECK(still.edges.empty());
  CHECK(still.value == std::vector<double>{0});
}

TEST_CASE("every value is in one bin, and the share up to a value is exact however many there are") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Stream stream(seed, "values");
    std::vector<double> values(static_cast<std::size_t>(stream.below(3000)) + 1);
    for (double& value : values) value = stream.uniform() < 0.3 ? 0 : static_cast<double>(stream.below(1'000'000)) / 1000;
    const ValueSpread spread = value_spread(values, 0);
    CHECK(spread.at_floor + std::accumulate(spread.in_bin.begin(), spread.in_bin.end(), std::size_t{0}) == values.size());
    CHECK(spread.value.size() <= 500);
    for (std::size_t i = 0; i < spread.value.size(); ++i) {
      std::size_t below = 0;
      for (const double value : values) below += value <= spread.value[i] ? 1 : 0;
      CHECK(spread.up_to[i] == below);
    }
    CHECK(spread.up_to.back() == values.size());
  }
}

}  // namespace
}  // namespace suanli::page
