// comparisons_test.cpp -- paired differences, Holm's correction and ratios against published and worked examples.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "sim/report/statistics/holm.h"
#include "sim/report/statistics/jackknife.h"
#include "sim/report/statistics/paired_difference.h"

using namespace suanli;

using Values = std::vector<std::optional<double>>;

// Student (1908, "The probable error of a mean"): hours of sleep gained with two drugs. t = 4.0621 with 9 degrees, p = 0.002833,
// interval 0.7001142 to 2.4598858.
TEST_CASE("the paired test of Student's sleep data") {
  const Values first{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const Values second{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  const auto found = paired_difference(second, first);
  REQUIRE(found);
  CHECK(found->difference.n == 10);
  CHECK(found->difference.mean == doctest::Approx(1.58).epsilon(1e-12));
  CHECK(*found->difference.low == doctest::Approx(0.7001142).epsilon(1e-7));
  CHECK(*found->difference.high == doctest::Approx(2.4598858).epsilon(1e-7));
  CHECK(std::abs(*found->p - 0.002833) < 5e-7);
  const auto other_way = paired_difference(first, second);
  CHECK(other_way->difference.mean == -found->difference.mean);
  CHECK(other_way->p == found->p);
}

TEST_CASE("a replication that one side lacks is no pair") {
  const auto found = paired_difference(Values{1, 2, {}, 4, {}}, Values{0, {}, 7, 1, {}});
  REQUIRE(found);
  CHECK(found->difference.n == 2);  // 1 - 0 and 4 - 1
  CHECK(found->difference.mean == 2);
  CHECK_FALSE(paired_difference(Values{1, {}}, Values{{}, 2}));
  CHECK_FALSE(paired_difference({}, {}));
  const auto one = paired_difference(Values{5, {}}, Values{3, 2});
  CHECK(one == PairedDifference{{1, 2, {}, {}}, {}});
  CHECK_THROWS_AS(paired_difference(Values{1}, Values{1, 2}), InternalError);
}

TEST_CASE("differences that do not vary: p is 1 when they are 0, else 0") {
  CHECK(paired_difference(Values{1, 5, 9}, Values{1, 5, 9}) == PairedDifference{{3, 0, 0, 0}, 1});
  CHECK(paired_difference(Values{2, 6, 10}, Values{1, 5, 9}) == PairedDifference{{3, 1, 1, 1}, 0});
}

TEST_CASE("p is below 5 % exactly when the interval leaves out 0") {
  Stream stream(1, "comparisons_test");
  int apart = 0;
  for (int i = 0; i < 2000; ++i) {
    Values a, b;
    for (auto pairs = 2 + stream.below(30); pairs > 0; --pairs) {
      a.push_back(stream.normal() + 0.5);
      b.push_back(stream.normal());
    }
    const auto found = paired_difference(a, b);
    if (std::abs(*found->p - 0.05) < 1e-6) continue;
    CHECK((*found->p < 0.05) == (*found->difference.low > 0 || *found->difference.high < 0));
    apart += *found->p < 0.05 ? 1 : 0;
  }
  CHECK(apart > 100);
  CHECK(apart < 1900);
}

// 0.005 <= 0.05/4 and 0.01 <= 0.05/3 fall; 0.03 > 0.05/2 stands, and so does 0.04, though it is below 0.05.
TEST_CASE("Holm's correction steps down to the first p-value that stands") {
  CHECK(holm_rejected(std::vector<double>{0.01, 0.04, 0.03, 0.005}) == std::vector<bool>{true, false, false, true});
  CHECK(holm_rejected(std::vector<double>{0.05}) == std::vector<bool>{true});
  CHECK(holm_rejected(std::vector<double>{0.0500001}) == std::vector<bool>{false});
  CHECK(holm_rejected(std::vector<double>{0.025, 0.05}) == std::vector<bool>{true, true});  // Bonferroni would spare the second
  CHECK(holm_rejected(std::vector<double>{0.03, 0.03}) == std::vector<bool>{false, false});
  CHECK(holm_rejected(std::vector<double>{0.1, 0.2}, 0.2) == std::vector<bool>{true, true});
  CHECK(holm_rejected({}).empty());
}

TEST_CASE("where nothing differs Holm's correction rejects anything in 5 % of the families") {
  constexpr int families = 4000;
  int wrong = 0;
  for (int seed = 1; seed <= families; ++seed) {
    Stream stream(static_cast<std::uint64_t>(seed), "comparisons_test holm");
    std::vector<double> p_values;
    for (int i = 0; i < 10; ++i) p_values.push_back(stream.uniform());
    const auto rejected = holm_rejected(p_values);
    wrong += std::count(rejected.begin(), rejected.end(), true) > 0 ? 1 : 0;
  }
  const double share = 1 - std::pow(1 - 0.05 / 10, 10);  // 4.9 %: the smallest of ten below a tenth of 5 %
  CHECK(std::abs(wrong - families * share) <= 4 * std::sqrt(families * share * (1 - share)));
}

// 1/1 and 2/4: R = 3/5; without the first 2/4, without the second 1/1; 2 R - R_i = 0.7 and 0.2.
TEST_CASE("the ratio of two means by the jackknife, by hand") {
  const auto found = jackknife_ratio(Values{1, 2}, Values{1, 4});
  REQUIRE(found);
  CHECK(found->n == 2);
  CHECK(found->mean == doctest::Approx(0.45).epsilon(1e-12));
  CHECK(*found->high - found->mean == doctest::Approx(12.706204736 * 0.25).epsilon(1e-9));
  // A constant ratio has no width but roundings.
  const auto constant = jackknife_ratio(Values{2, 4, 6}, Values{1, 2, 3});
  CHECK(constant->mean == 2);
  CHECK(*constant->low == 2);
}

TEST_CASE("a ratio that does not exist is empty") {
  CHECK_FALSE(jackknife_ratio({}, {}));
  CHECK_FALSE(jackknife_ratio(Values{1, {}}, Values{{}, 1}));
  CHECK_FALSE(jackknife_ratio(Values{1, 1}, Values{0, 0}));
  CHECK_FALSE(jackknife_ratio(Values{1, 1}, Values{0, 5}));  // without the second
  CHECK_FALSE(jackknife_ratio(Values{1, 1}, Values{1, -1}));  // of both
  CHECK_FALSE(jackknife_ratio(Values{1}, Values{0}));
  CHECK(jackknife_ratio(Values{1, {}, 3}, Values{4, 5, {}}) == MeanInterval{1, 0.25, {}, {}});
}

// Costs and tokens of ten runs that vary together by half; cost over tokens is 3.
TEST_CASE("the jackknife covers the true ratio, the mean of ratios is biased") {
  constexpr int samples = 2000;
  int covered = 0;
  double of_ratios = 0;
  double jackknifed = 0;
  for (int seed = 1; seed <= samples; ++seed) {
    Stream stream(static_cast<std::uint64_t>(seed), "comparisons_test jackknife");
    Values above, below;
    for (int i = 0; i < 10; ++i) {
      below.push_back(stream.erlang(4, 1));
      above.push_back(2 + stream.erlang(4, 1));
      of_ratios += *above.back() / *below.back() / (10 * samples);
    }
    const MeanInterval found = *jackknife_ratio(above, below);
    jackknifed += found.mean / samples;
    covered += *found.low <= 3 && 3 <= *found.high ? 1 : 0;
  }
  MESSAGE(covered << " of " << samples << " intervals cover the ratio; mean " << jackknifed << ", of ratios " << of_ratios);
  CHECK(covered >= 0.91 * samples);  // the ratio of ten skewed pairs is not quite normal
  CHECK(covered <= 0.97 * samples);
  CHECK(jackknifed == doctest::Approx(3).epsilon(0.02));
  CHECK(of_ratios > 3.5);  // E[above] E[1/below] = 3 x 4/3
}
