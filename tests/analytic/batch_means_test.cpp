// batch_means_test.cpp -- how often the batch means of one long run cover a mean wait that is known.
#include "sim/report/statistics/batch_means.h"

#include <doctest/doctest.h>

#include <cmath>

#include "policies/registry.h"
#include "sim/report/metrics.h"
#include "sim/report/recorder.h"
#include "tests/analytic/queueing.h"

namespace suanli::test {
namespace {

// The metrics of M/M/1 customers that arrive from an empty start.
std::vector<MetricRow> rows_of(const Poisson& of, std::uint64_t seed, const SteadyState& asked) {
  const auto workload = customers(of, seed);
  const Cluster cluster = one_machine(1);
  const auto* fcfs = find_entry(scheduling::entries(), "fcfs");
  const auto* first_fit = find_entry(placement::entries(), "first_fit");
  const auto scheduler = fcfs->make(params_of(*fcfs, {}), {1});
  const auto placer = first_fit->make(params_of(*first_fit, {}), {1});
  Recorder recorder(*workload, cluster, {.placements = false, .steady_state = asked});
  Observer* const observers[] = {&recorder};
  Engine(*workload, cluster, *scheduler, *placer, {}, observers).run();
  return compute_metrics(recorder.take(), *workload, cluster);
}

double figure(const std::vector<MetricRow>& rows, const char* key) {
  return find_metric(rows, key).value().number();
}

}  // namespace

// At 0.5 the mean wait is 1 s. A batch of 660 customers takes 1300 s, long against the 12 s it takes to forget (1/(1 - sqrt 0.5)^2).
// As if independent, the error of a run's mean would be sqrt(3/20000); it is sqrt(29/20000) (asymptotic variance of M/M/1 at 0.5).
TEST_CASE("30 batch means with MSER-5 cover the mean wait of M/M/1, the waits' own deviation does not") {
  constexpr int runs = 200;
  int covered = 0;
  int wrong_truth = 0;
  int as_if_independent = 0;
  int warned = 0;
  double left_out = 0;
  double bias = 0;
  for (std::uint64_t seed = 1; seed <= runs; ++seed) {
    const auto rows = rows_of({.rate = 0.5, .customers = 20'000}, seed, {advised_batches, {}});
    const double low = figure(rows, "steady_wait_s.ci95_low");
    const double high = figure(rows, "steady_wait_s.ci95_high");
    covered += low <= 1 && 1 <= high ? 1 : 0;
    wrong_truth += low <= 1.1 && 1.1 <= high ? 1 : 0;
    as_if_independent += std::abs(figure(rows, "wait_s.mean") - 1) <= 1.96 * figure(rows, "wait_s.sd") / std::sqrt(20'000) ? 1 : 0;
    warned += figure(rows, "steady_wait_s.lag1_correlation") > most_lag1_correlation ? 1 : 0;
    left_out += figure(rows, "steady_wait_s.warmup_jobs") / runs;
    bias += (figure(rows, "steady_wait_s.mean") - 1) / runs;
  }
  MESSAGE(covered << " of " << runs << " intervals cover, " << as_if_independent << " as if independent, " << wrong_truth
                  << " a truth 10 % off; " << warned << " warnings; " << left_out << " jobs left out, mean error " << bias);
  CHECK(covered >= 0.93 * runs);
  CHECK(wrong_truth < 0.93 * runs);
  CHECK(as_if_independent < 0.6 * runs);
  CHECK(warned < 0.25 * runs);
}

// 600 customers at 0.9 are too few: it takes 380 s to forget, and a batch of 20 lasts 22 s.
TEST_CASE("batches that are too short for M/M/1 at 0.9 show in their correlation") {
  int warned = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const auto rows = rows_of({.rate = 0.9, .customers = 600}, seed, {advised_batches, SimTime{}});
    warned += figure(rows, "steady_wait_s.lag1_correlation") > most_lag1_correlation ? 1 : 0;
  }
  CHECK(warned >= 48);
}

}  // namespace suanli::test
