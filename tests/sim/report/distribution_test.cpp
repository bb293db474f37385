// distribution_test.cpp -- nearest ranks, exact sums, and the figures of single formulas.
#include "sim/report/distribution.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/base/random.h"
#include "sim/report/jain.h"
#include "sim/report/slowdown.h"

using namespace suanli;
using namespace std::chrono_literals;

TEST_CASE("a quantile is the ceil(q n)-th value: of 1..10 the median is 5, p95 and p99 are 10") {
  std::vector<std::int64_t> values{3, 9, 1, 10, 5, 2, 8, 4, 7, 6};
  const auto found = distribution(values, 1);
  CHECK(found.p50 == 5);
  CHECK(found.p95 == 10);
  CHECK(found.p99 == 10);
  CHECK(found.max == 10);
  CHECK(found.mean == 5.5);
  CHECK(found.total == 55);
  CHECK(*found.sd == doctest::Approx(std::sqrt(8.25)).epsilon(1e-15));  // of the population: sum of squares 82.5 over 10
  CHECK_FALSE(found.p99_9);
}

TEST_CASE("of nothing there is no figure, and of one value every figure is it") {
  std::vector<double> none;
  const auto of_none = distribution(none);
  CHECK(of_none.count == 0);
  CHECK_FALSE((of_none.mean || of_none.sd || of_none.p50 || of_none.max || of_none.total));
  std::vector<double> one{2.5};
  const auto of_one = distribution(one);
  CHECK(of_one.mean == 2.5);
  CHECK(of_one.sd == 0);
  CHECK(of_one.p50 == 2.5);
  CHECK(of_one.p99 == 2.5);
}

TEST_CASE("p99_9 needs ten thousand values") {
  std::vector<std::int64_t> values(9'999);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int64_t>(i + 1);
  CHECK_FALSE(distribution(values, 1).p99_9);
  values.push_back(10'000);
  CHECK(distribution(values, 1).p99_9 == 9'990);
}

TEST_CASE("sums of large times do not overflow, and are divided once") {
  std::vector<std::int64_t> values(5, 9'000'000'000'000'000'000);
  CHECK(distribution(values, 1e9).mean == 9e9);
  std::vector<std::int64_t> thirds{1'000'000'000, 0, 0};
  CHECK(distribution(thirds, 1e9).mean == 1.0 / 3);
}

TEST_CASE("partial sorting finds what full sorting finds") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "distribution");
    std::vector<std::int64_t> values(1 + random.below(seed <= 3 ? 20'000 : 300));
    for (auto& value : values) value = static_cast<std::int64_t>(random.below(1 + random.below(1000)));
    std::vector<std::int64_t> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const auto found = distribution(values, 1);
    const auto rank = [&](unsigned per_mille) { return sorted[nearest_rank(sorted.size(), per_mille) - 1]; };
    CHECK(found.p50 == rank(500));
    CHECK(found.p95 == rank(950));
    CHECK(found.p99 == rank(990));
    if (found.p99_9) CHECK(found.p99_9 == rank(999));
    CHECK(found.max == sorted.back());
  }
}

// Wait and run: 5/10 is below 1; 101/10; 150/50; 5/10.
TEST_CASE("bounded slowdown is 1, 10.1, 3 and 1 on the worked cases") {
  CHECK(bounded_slowdown(0s, 5s) == 1);
  CHECK(bounded_slowdown(100s, 1s) == 10.1);
  CHECK(bounded_slowdown(100s, 50s) == 3);
  CHECK(bounded_slowdown(3s, 2s) == 1);
}

TEST_CASE("Jain's index is 100/120 of 1, 2, 3 and 4, 1 of equals, 1/n of one alone") {
  CHECK(*jain_index(std::vector<double>{1, 2, 3, 4}) == doctest::Approx(100.0 / 120).epsilon(1e-15));
  CHECK(*jain_index(std::vector<double>{0.3, 0.3, 0.3}) == doctest::Approx(1));
  CHECK(*jain_index(std::vector<double>{0, 0, 5}) == doctest::Approx(1.0 / 3));
  CHECK_FALSE(jain_index(std::vector<double>{}));
  CHECK_FALSE(jain_index(std::vector<double>{0, 0}));
}
