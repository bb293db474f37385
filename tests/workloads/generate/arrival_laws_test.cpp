// arrival_laws_test.cpp -- each law of arrivals by hand, by its counts and by its gaps; wrong ones are caught.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/moments.h"
#include "tests/workloads/generate/spec_text.h"

using namespace suanli;
using namespace suanli::test;

namespace {

constexpr std::size_t draws = 100'000;

// Arrivals whose hour of the day, or day of the week from 0, lies in [from, to).
double share_between(const std::vector<double>& times, double period_s, double unit_s, double from, double to) {
  double hits = 0;
  for (const double time : times) {
    const double at = std::fmod(time, period_s) / unit_s;
    hits += at >= from && at < to ? 1 : 0;
  }
  return hits / static_cast<double>(times.size());
}

// Variance over mean of the counts in windows; 1 for a Poisson process.
double dispersion(const std::vector<double>& times, double window_s) {
  std::vector<double> counts(static_cast<std::size_t>(times.back() / window_s));
  for (const double time : times) {
    const auto window = static_cast<std::size_t>(time / window_s);
    if (window < counts.size()) counts[window] += 1;
  }
  const double mean = mean_of(counts);
  double variance = 0;
  for (const double count : counts) variance += (count - mean) * (count - mean);
  return variance / static_cast<double>(counts.size()) / mean;
}

}  // namespace

TEST_CASE("deterministic arrivals: every minute, the first after one, and no drift") {
  CHECK(arrival_times(R"({"law": "deterministic", "rate_per_h": 60})", 3) == std::vector<double>{60, 120, 180});
  CHECK(arrival_times(R"({"law": "deterministic", "rate_per_h": 36000})", 100'000).back() == doctest::Approx(10'000).epsilon(1e-14));
}

TEST_CASE("fixed batches come at one instant") {
  const auto times = arrival_times(R"({"law": "batch", "rate_per_h": 60, "size": 3, "fixed": true})", 6);
  CHECK(times[0] == times[1]);
  CHECK(times[1] == times[2]);
  CHECK(times[3] > times[2]);
  CHECK(times[3] == times[5]);
}

TEST_CASE("times never go back, whatever the law") {
  for (const char* law :
       {R"({"law": "poisson", "rate_per_h": 60})", R"({"law": "deterministic", "rate_per_h": 60})",
        R"({"law": "batch", "rate_per_h": 60})", R"({"law": "diurnal", "rate_per_h": 60})",
        R"({"law": "on_off", "rate_per_h": 60, "off_ratio": 0.1})", R"({"law": "renewal", "rate_per_h": 60, "scv": 0.3})",
        R"({"law": "gamma", "rate_per_h": 60, "cv": 0.3})", R"({"law": "gamma", "rate_per_h": 60, "cv": 8})",
        R"({"law": "renewal", "rate_per_h": 60, "scv": 9})",
        R"({"law": "gaps", "probabilities": [0, 0.5, 1], "values": [0, 10, 100]})"}) {
    INFO(law);
    const auto times = arrival_times(law, 10'000);
    CHECK(std::is_sorted(times.begin(), times.end()));
    CHECK(times.front() >= 0);
  }
}

TEST_CASE("the mean rate is the rate asked for, and the scale multiplies it") {
  const auto check_mean_gap = [](const std::string& law, double scv) {
    INFO(law);
    CHECK(std::fabs(z_of_mean(gaps_of(arrival_times(law, draws)), 60, 3600 * scv)) <= 4);
    CHECK(std::fabs(z_of_mean(gaps_of(arrival_times(law, draws, 4)), 15, 225 * scv)) <= 4);
  };
  check_mean_gap(R"({"law": "poisson", "rate_per_h": 60})", 1);
  check_mean_gap(R"({"law": "renewal", "rate_per_h": 60, "scv": 0.3})", 0.3);
  check_mean_gap(R"({"law": "renewal", "rate_per_h": 60, "scv": 0.5})", 0.5);
  check_mean_gap(R"({"law": "renewal", "rate_per_h": 60, "scv": 6})", 6);
  check_mean_gap(R"({"law": "gamma", "rate_per_h": 60, "cv": 0.5})", 0.25);
  check_mean_gap(R"({"law": "gamma", "rate_per_h": 60, "cv": 3})", 9);
  // A batch of mean b: gaps are 0 but for a share 1/b of exponential ones of mean 60 b; they are independent when geometric.
  check_mean_gap(R"({"law": "batch", "rate_per_h": 60, "size": 4})", 7);
  // The uniform gaps between 0 and 120.
  const auto gaps = gaps_of(arrival_times(R"({"law": "gaps", "probabilities": [0, 1], "values": [0, 120], "between": "linear"})", draws, 2));
  CHECK(std::fabs(z_of_mean(gaps, 30, 300)) <= 4);
}

TEST_CASE("the variability of renewal gaps is the one asked for, at both sides of 1") {
  for (const double scv : {0.2, 0.3, 0.5, 0.9, 1.0, 2.0, 6.0}) {
    const auto gaps = gaps_of(arrival_times(R"({"law": "renewal", "rate_per_h": 60, "scv": )" + std::to_string(scv) + "}", draws));
    INFO("scv ", scv);
    CHECK(std::fabs(z_of_variance(gaps, 60, 3600 * scv)) <= 4);
  }
  const auto wrong = gaps_of(arrival_times(R"({"law": "renewal", "rate_per_h": 60, "scv": 0.33})", draws));
  CHECK(std::fabs(z_of_variance(wrong, 60, 3600 * 0.3)) > 4);
}

TEST_CASE("the variability of gamma gaps is the one asked for, and cv 1 is exponential") {
  for (const double cv : {0.3, 0.7, 1.0, 1.5, 3.0}) {
    const auto gaps = gaps_of(arrival_times(R"({"law": "gamma", "rate_per_h": 60, "cv": )" + std::to_string(cv) + "}", draws));
    INFO("cv ", cv);
    CHECK(std::fabs(z_of_variance(gaps, 60, 3600 * cv * cv)) <= 4);
  }
  const auto gaps = gaps_of(arrival_times(R"({"law": "gamma", "rate_per_h": 60, "cv": 1})", draws));
  const auto below = std::count_if(gaps.begin(), gaps.end(), [](double gap) { return gap < 60; });
  CHECK(static_cast<double>(below) / draws == doctest::Approx(1 - std::exp(-1.0)).epsilon(0.01));
  const auto wrong = gaps_of(arrival_times(R"({"law": "gamma", "rate_per_h": 60, "cv": 1.05})", draws));
  CHECK(std::fabs(z_of_variance(wrong, 60, 3600)) > 4);
}

TEST_CASE("days have busy afternoons: shares of the day are the integrals of the rate") {
  // Rate 1 + 0.6 cos(2 pi (h - 15)/24): from 9 to 21 it has 1/2 + 0.6/pi of the day's arrivals.
  const auto times = arrival_times(R"({"law": "diurnal", "rate_per_h": 60, "day_swing": 0.6, "peak_h": 15, "weekend_factor": 1})", draws);
  const double p = 0.5 + 0.6 / std::acos(-1.0);
  const double share = share_between(times, 86400, 3600, 9, 21);
  CHECK(std::fabs(share - p) / std::sqrt(p * (1 - p) / draws) <= 4);
  // Started at 9 in the morning, the same hours are the first twelve.
  const auto shifted =
      arrival_times(R"({"law": "diurnal", "rate_per_h": 60, "day_swing": 0.6, "peak_h": 15, "weekend_factor": 1, "start_h": 9})", draws);
  CHECK(std::fabs(share_between(shifted, 86400, 3600, 0, 12) - p) / std::sqrt(p * (1 - p) / draws) <= 4);
  // A mutant with the peak an hour off is caught.
  const auto late = arrival_times(R"({"law": "diurnal", "rate_per_h": 60, "day_swing": 0.6, "peak_h": 18, "weekend_factor": 1})", draws);
  CHECK(std::fabs(share_between(late, 86400, 3600, 9, 21) - p) / std::sqrt(p * (1 - p) / draws) > 4);
}

TEST_CASE("weekends are quiet, and the mean over whole weeks stays the rate") {
  const auto times = arrival_times(R"({"law": "diurnal", "rate_per_h": 600, "weekend_factor": 0.25, "start_day": 3})", draws);
  // Day 3 is Wednesday: the weekend is the days 3 and 4 after it, with 2 x 0.25 of the 5.5 days' worth.
  std::vector<double> whole_week(times.begin(), std::upper_bound(times.begin(), times.end(), 604'800.0));
  const double p = 0.5 / 5.5;
  const auto count = static_cast<double>(whole_week.size());
  CHECK(std::fabs(share_between(whole_week, 604'800, 86400, 3, 5) - p) / std::sqrt(p * (1 - p) / count) <= 4);
  CHECK(std::fabs(count - 600 * 168) / std::sqrt(600 * 168) <= 4);
}

TEST_CASE("bursts cluster: the counts of windows vary as the two-state process wants") {
  const auto poisson = arrival_times(R"({"law": "poisson", "rate_per_h": 3600})", draws);
  CHECK(dispersion(poisson, 100) == doctest::Approx(1).epsilon(0.2));
  // On 100 s and off 100 s on average, rates 2 and 0: the dispersion of long windows tends to
  // 1 + 2 p (1 - p) (r_on - r_off)^2 / (mean rate (1/100 + 1/100)) = 1 + 2 x 0.25 x 4 / 0.02 = 101.
  const auto bursts = arrival_times(R"({"law": "on_off", "rate_per_h": 3600, "on_s": 100, "off_s": 100})", 4 * draws);
  CHECK(mean_of(gaps_of(bursts)) == doctest::Approx(1).epsilon(0.1));
  CHECK(dispersion(bursts, 2000) == doctest::Approx(101).epsilon(0.35));
  const auto flat = arrival_times(R"({"law": "on_off", "rate_per_h": 3600, "on_s": 100, "off_s": 100, "off_ratio": 1})", draws);
  CHECK(dispersion(flat, 100) == doctest::Approx(1).epsilon(0.2));
}
