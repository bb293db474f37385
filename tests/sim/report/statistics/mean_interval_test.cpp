// mean_interval_test.cpp -- intervals of means by hand, how often they cover, and when replications suffice.
#include "sim/report/statistics/mean_interval.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "sim/base/random.h"
#include "sim/report/statistics/sequential_stopping.h"

using namespace suanli;

namespace {

// Standard errors between the share of `samples` normal samples of n whose interval covers the true mean, and 95 %.
double coverage_z(std::size_t n, const std::function<double(const MeanInterval&)>& half_width) {
  constexpr int samples = 4000;
  int covered = 0;
  for (int seed = 1; seed <= samples; ++seed) {
    Stream stream(static_cast<std::uint64_t>(seed), "mean_interval_test", n);
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(7 + 3 * stream.normal());
    const MeanInterval found = *mean_interval(values);
    covered += std::abs(found.mean - 7) <= half_width(found) ? 1 : 0;
  }
  MESSAGE("n = " << n << ": " << covered << " of " << samples << " intervals cover the mean");
  return (covered - 0.95 * samples) / std::sqrt(samples * 0.95 * 0.05);
}

double half_width(const MeanInterval& found) {
  return *found.high - found.mean;
}

}  // namespace

// 1, 2, 3, 4: mean 2.5, squares 2.25 + 0.25 + 0.25 + 2.25 = 5, s / sqrt n = sqrt(5/3/4) = 0.645497; x 3.182446 = 2.054260.
TEST_CASE("the interval of a mean, by hand") {
  const auto found = mean_interval(std::vector<double>{1, 2, 3, 4});
  REQUIRE(found);
  CHECK(found->n == 4);
  CHECK(found->mean == 2.5);
  CHECK(*found->low == doctest::Approx(2.5 - 2.054260).epsilon(1e-6));
  CHECK(*found->high == doctest::Approx(2.5 + 2.054260).epsilon(1e-6));
  CHECK(*standard_error(std::vector<double>{1, 2, 3, 4}) == doctest::Approx(0.645497).epsilon(1e-6));
}

TEST_CASE("of nothing there is no mean, of one value no interval, of equal values one without width") {
  CHECK_FALSE(mean_interval({}));
  CHECK(mean_interval(std::vector<double>{3}) == MeanInterval{1, 3, {}, {}});
  CHECK_FALSE(standard_error(std::vector<double>{3}));
  // Summed and divided, seven times 0.1 is not 0.1.
  CHECK(mean_interval(std::vector<double>(7, 0.1)) == MeanInterval{7, 0.1, 0.1, 0.1});
  CHECK(standard_error(std::vector<double>(7, 0.1)) == 0.0);
}

TEST_CASE("the width does not suffer from a large mean") {
  const auto found = mean_interval(std::vector<double>{1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4});
  CHECK(half_width(*found) == doctest::Approx(2.054260).epsilon(1e-6));
}

TEST_CASE("of normal values 95 % of the intervals cover the mean, for 2, 3, 10 and 40 replications") {
  for (const std::size_t n : {2u, 3u, 10u, 40u}) {
    CAPTURE(n);
    CHECK(std::abs(coverage_z(n, half_width)) <= 4);
  }
  // The normal quantile instead of Student's covers 91.8 % with ten.
  CHECK(coverage_z(10, [](const MeanInterval& found) { return half_width(found) / 2.2621571628 * 1.9599639845; }) < -4);
}

TEST_CASE("replications suffice when the interval is narrow against the mean") {
  const StoppingRule rule{.at_least = 4, .at_most = 6, .relative_half_width = 0.1};
  CHECK_FALSE(enough_replications(std::vector<double>{100, 100, 100}, rule));  // too few, however narrow
  CHECK(enough_replications(std::vector<double>{100, 100, 100, 100}, rule));
  CHECK(enough_replications(std::vector<double>{-100, -101, -99, -100}, rule));
  // 1 .. 4 plus x has half width 2.05426: a tenth of 20.5426, just not of 20.5.
  CHECK(enough_replications(std::vector<double>{19.1, 20.1, 21.1, 22.1}, rule));
  CHECK_FALSE(enough_replications(std::vector<double>{19, 20, 21, 22}, rule));
  CHECK(enough_replications(std::vector<double>{1, 2, 3, 4, 50, 60}, rule));  // at most
}

TEST_CASE("where the width has no relation to the mean it goes on to the most") {
  const StoppingRule rule{.at_least = 2, .at_most = 4, .relative_half_width = 0.1};
  CHECK_FALSE(enough_replications(std::vector<double>{0, 0, 0}, rule));
  CHECK(enough_replications(std::vector<double>{0, 0, 0, 0}, rule));
  CHECK_FALSE(enough_replications(std::vector<double>{-1, 1}, rule));
  CHECK_FALSE(enough_replications(std::vector<double>{5}, {.at_least = 0, .at_most = 4, .relative_half_width = 1}));
  using Values = std::vector<std::optional<double>>;
  CHECK(enough_replications(Values{5, 5, 5}, rule));
  CHECK_FALSE(enough_replications(Values{5, {}, 5}, rule));
  CHECK(enough_replications(Values{5, {}, 5, 5}, rule));
}
