// batch_means_test.cpp -- batch means and MSER-5 by hand, and how often the interval covers when neighbours are alike.
#include "sim/report/statistics/batch_means.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "sim/report/statistics/mser5.h"

using namespace suanli;

namespace {

// x' = correlation x + normal, in steady state from the start; mean 0, plus `bias` that fades with factor 0.98.
std::vector<double> autoregressive(std::uint64_t seed, std::size_t count, double correlation, double bias = 0) {
  Stream stream(seed, "batch_means_test");
  double x = stream.normal() / std::sqrt(1 - correlation * correlation);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(x + bias);
    x = correlation * x + stream.normal();
    bias *= 0.98;
  }
  return values;
}

bool covers(const MeanInterval& interval, double truth) {
  return *interval.low <= truth && truth <= *interval.high;
}

// Each of these five times.
std::vector<double> fives(const std::vector<double>& means) {
  std::vector<double> values;
  for (const double mean : means) values.insert(values.end(), {mean - 1, mean + 1, mean, mean + 2, mean - 2});
  return values;
}

}  // namespace

// 1 .. 12 without the first: eleven make three batches of three, two more are left out: 4 5 6 | 7 8 9 | 10 11 12. Means 5, 8, 11;
// s = 3, 3/sqrt 3 x 4.302653 = 7.452413. Deviations -3, 0, 3: neighbours' products are 0.
TEST_CASE("batch means by hand") {
  std::vector<double> values;
  for (int i = 1; i <= 12; ++i) values.push_back(i);
  const auto found = batch_means(values, 3, 1);
  REQUIRE(found);
  CHECK(found->batch_size == 3);
  CHECK(found->warm_up == 3);
  CHECK(found->used == 9);
  CHECK(found->of_means.n == 3);
  CHECK(found->of_means.mean == 8);
  CHECK(*found->of_means.high == doctest::Approx(8 + 7.452413).epsilon(1e-6));
  CHECK(found->lag1_correlation == 0.0);
}

// Means 1, 2, 3, 4: deviations -1.5, -0.5, 0.5, 1.5; products 0.75 - 0.25 + 0.75 = 1.25 over squares 5.
TEST_CASE("the correlation of neighbouring batches by hand") {
  CHECK(batch_means(std::vector<double>{1, 1, 2, 2, 3, 3, 4, 4}, 4, 0)->lag1_correlation == 0.25);
  CHECK_FALSE(batch_means(std::vector<double>{2, 2, 2, 2}, 2, 0)->lag1_correlation);
}

TEST_CASE("too few values for the batches make no batch means") {
  CHECK_FALSE(batch_means(std::vector<double>(29, 1.0), 30, 0));
  CHECK(batch_means(std::vector<double>(30, 1.0), 30, 0)->batch_size == 1);
  CHECK_FALSE(batch_means(std::vector<double>(30, 1.0), 30, 1));
  CHECK_FALSE(batch_means(std::vector<double>(30, 1.0), 30, 31));
  CHECK_FALSE(batch_means({}, 30, 0));
  CHECK_THROWS_AS(batch_means(std::vector<double>(30, 1.0), 1, 0), InternalError);
}

// Means of five 8, 1, 3, 1, 3, 2. Without the first d: 34/36 = 0.944, 4/25 = 0.16, 2.75/16 = 0.172, 2/9 = 0.222: d = 1.
TEST_CASE("MSER-5 by hand") {
  const WarmUp found = mser5_warm_up(fives({8, 1, 3, 1, 3, 2}));
  CHECK(found.observations == 5);
  CHECK(found.settled);
  // Values after the last five count as kept, but not for the choice.
  auto longer = fives({8, 1, 3, 1, 3, 2});
  longer.insert(longer.end(), {100, 100, 100, 100});
  CHECK(mser5_warm_up(longer).observations == 5);
}

TEST_CASE("MSER-5 leaves nothing of a constant out, and says when the run is too short") {
  CHECK(mser5_warm_up(std::vector<double>(100, 0.1)).observations == 0);
  CHECK(mser5_warm_up(std::vector<double>(100, 0.1)).settled);
  std::vector<double> rising;
  for (int i = 0; i < 100; ++i) rising.push_back(i);
  CHECK(mser5_warm_up(rising).observations == 50);
  CHECK_FALSE(mser5_warm_up(rising).settled);
  CHECK(mser5_warm_up(std::vector<double>{9, 1, 1, 1, 1, 1, 1, 1, 1}).observations == 0);
  CHECK_FALSE(mser5_warm_up(std::vector<double>{9, 1, 1, 1, 1, 1, 1, 1, 1}).settled);
  CHECK_FALSE(mser5_warm_up({}).settled);
}

TEST_CASE("with neighbours alike batch means cover the mean, the interval of all values does not") {
  constexpr int samples = 1000;
  int by_batches = 0;
  int as_if_independent = 0;
  for (std::uint64_t seed = 1; seed <= samples; ++seed) {
    const auto values = autoregressive(seed, 6000, 0.8);
    by_batches += covers(batch_means(values, advised_batches, 0)->of_means, 0) ? 1 : 0;
    as_if_independent += covers(*mean_interval(values), 0) ? 1 : 0;
  }
  MESSAGE(by_batches << " of " << samples << " intervals cover by batches, " << as_if_independent << " as if independent");
  CHECK(by_batches >= 0.93 * samples);
  CHECK(by_batches <= 0.97 * samples);
  CHECK(as_if_independent < 0.6 * samples);  // sd of the mean is three times what sd / sqrt n says: 49 %
}

// By chance the correlation of 30 independent batches is above 0.2 in a tenth of the runs: its mean is -1/30, its sd about 0.18.
TEST_CASE("batches that are too short show in the correlation of neighbours") {
  constexpr int samples = 400;
  int short_ones = 0;
  int long_ones = 0;
  for (std::uint64_t seed = 1; seed <= samples; ++seed) {
    const auto values = autoregressive(seed, 6000, 0.95);
    short_ones += *batch_means(values, 600, 0)->lag1_correlation > most_lag1_correlation ? 1 : 0;
    long_ones += *batch_means(values, 30, 0)->lag1_correlation > most_lag1_correlation ? 1 : 0;
  }
  MESSAGE(short_ones << " warnings of " << samples << " with batches of 10, " << long_ones << " with batches of 200");
  CHECK(short_ones == samples);
  CHECK(long_ones < 0.25 * samples);
}

// A start 20 too high that fades with factor 0.98 adds 20/0.02/3000 = 0.33 to the mean of 3000.
TEST_CASE("MSER-5 takes most of the start's bias away") {
  double whole = 0;
  double cut = 0;
  constexpr int samples = 200;
  for (std::uint64_t seed = 1; seed <= samples; ++seed) {
    const auto values = autoregressive(seed, 3000, 0.5, 20);
    const WarmUp warm_up = mser5_warm_up(values);
    CHECK(warm_up.settled);
    whole += batch_means(values, 30, 0)->of_means.mean / samples;
    cut += batch_means(values, 30, warm_up.observations)->of_means.mean / samples;
  }
  MESSAGE("bias " << whole << " of the whole, " << cut << " without the warm-up");
  CHECK(whole == doctest::Approx(0.333).epsilon(0.05));
  CHECK(std::abs(cut) < 0.05);
}
