// paired_difference_test.cpp -- how often the paired interval covers a difference of two queues that is known, and how narrow it is.
#include "sim/report/statistics/paired_difference.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "sim/report/statistics/student_t.h"
#include "tests/analytic/analytic_cases.h"
#include "tests/analytic/queueing.h"

namespace suanli::test {
namespace {

const PolicyChoice fcfs{"fcfs", {}};
const PolicyChoice first_fit{"first_fit", {}};
constexpr int experiments = 200;
constexpr std::size_t pairs = 10;
constexpr int enough = 186;  // 93 % of them; of 200 intervals that cover at 95 % 190 +- 3.1 do

// Each run starts empty and measures 4000 customers after 500 that are left out. M/M/1 nears its steady state like
// exp(-t (1 - sqrt rho)^2) (Cohen 1982): at 0.7 by exp(-0.0267 x 714 s) = 5e-9, at 0.5 by exp(-0.0858 x 500 s) = 2e-19, so that no bias
// is left that could be seen beside the standard errors. What is left is the skew of the means, which costs intervals of ten about 1 %
// (Hall 1992, 3.5). Over 1000 experiments 94.6 % of the intervals of the first case cover and 94.9 % of the second; of the first at a
// load of 0.7, where the means are more skewed (-0.8), 93.6 %.
constexpr int left_out = 500;
constexpr int measured = 4000;

double mean_wait_after_start(const Workload& workload, const Schedule& schedule) {
  double sum = 0;
  for (std::size_t i = left_out; i < schedule.start.size(); ++i) {
    sum += static_cast<double>(schedule.start[i] - workload.submit[static_cast<JobId>(i)].time_since_epoch().count()) / 1e9;
  }
  return sum / measured;
}

double mean_wait_in(const Workload& workload, const Cluster& cluster, const PolicyChoice& policy) {
  return mean_wait_after_start(workload, replay(workload, cluster, policy, first_fit, EngineOptions{}));
}

struct Pair {
  double value;
  double baseline;
};
struct Experiment {
  std::vector<std::optional<double>> values;
  std::vector<std::optional<double>> baseline;
};

template <class Run>
std::vector<Experiment> all_experiments(Run run) {
  std::vector<Experiment> found;
  for (std::uint64_t e = 1; e <= experiments; ++e) {
    Experiment& experiment = found.emplace_back();
    for (std::uint64_t r = 0; r < pairs; ++r) {
      const Pair pair = run(e * pairs + r);
      experiment.values.push_back(pair.value);
      experiment.baseline.push_back(pair.baseline);
    }
  }
  return found;
}

// How many intervals cover the difference.
int covered(const std::vector<Experiment>& all, double truth) {
  return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const Experiment& experiment) {
    const MeanInterval found = paired_difference(experiment.values, experiment.baseline)->difference;
    return *found.low <= truth && truth <= *found.high;
  }));
}

// Half the width of the interval as if the two had nothing in common (Welch 1947, degrees rounded down).
double unpaired_half_width(const Experiment& experiment) {
  double squares = 0;
  double fourths = 0;
  for (const auto* side : {&experiment.values, &experiment.baseline}) {
    std::vector<double> values;
    for (const auto& value : *side) values.push_back(*value);
    const double square = *standard_error(values) * *standard_error(values);
    squares += square;
    fourths += square * square / static_cast<double>(pairs - 1);
  }
  return t_quantile_975(static_cast<std::uint64_t>(squares * squares / fourths)) * std::sqrt(squares);
}

struct Narrowing {
  double mean;
  double median;
};

// Paired over unpaired width.
Narrowing narrowing(const std::vector<Experiment>& all) {
  std::vector<double> ratios;
  double sum = 0;
  for (const Experiment& experiment : all) {
    const MeanInterval found = paired_difference(experiment.values, experiment.baseline)->difference;
    ratios.push_back((*found.high - found.mean) / unpaired_half_width(experiment));
    sum += ratios.back();
  }
  std::sort(ratios.begin(), ratios.end());
  return {sum / experiments, ratios[experiments / 2]};
}

// What must hold, and mutants that must not: a truth 5 % off, and pairs of runs that share nothing. (The normal quantile instead of
// Student's loses 3 %, too little to be seen in 200 experiments; the unit test of mean_interval sees it in 4000.)
void check(const std::vector<Experiment>& all, double truth) {
  const int intervals = covered(all, truth);
  const Narrowing paired = narrowing(all);
  MESSAGE(intervals << " of " << experiments << " intervals cover " << truth << "; paired over unpaired width: mean " << paired.mean
                    << ", median " << paired.median);
  CHECK(intervals >= enough);
  CHECK(paired.mean < 0.8);
  CHECK(paired.median < 0.8);

  const int shifted = covered(all, truth * 1.05);
  auto mispaired = all;
  for (Experiment& experiment : mispaired) std::rotate(experiment.values.begin(), experiment.values.begin() + 1, experiment.values.end());
  const Narrowing apart = narrowing(mispaired);
  MESSAGE("mutants: " << shifted << " cover a truth 5 % off; width ratio " << apart.median << " when mispaired");
  CHECK(shifted < enough);
  CHECK(apart.median > 0.9);
}

// The customers of `customers`, each sent to one of two zones by the toss of a coin.
std::unique_ptr<const Workload> to_two_queues(const Poisson& of, std::uint64_t seed) {
  Stream arrivals(seed, "arrivals");
  Stream services(seed, "services");
  Stream coins(seed, "coins");
  const std::string_view zones[] = {"left", "right"};
  std::vector<JobRecord> jobs;
  double now = 0;
  for (int i = 0; i < of.customers; ++i) {
    now += arrivals.exponential(1 / of.rate);
    const double service = of.law(services);
    jobs.push_back(cpu_job(now, 1, service, service));
    jobs.back().zones = {&zones[coins.below(2)], 1};
  }
  return workload_of(std::move(jobs));
}

}  // namespace

// The same arrivals and services at two servers with one queue and with a queue each, half loaded: 1/3 s against 1 s.
TEST_CASE("the paired interval covers what M/M/2 gains on two M/M/1, and is narrower than the unpaired one") {
  constexpr double load = 0.5;
  agrees_with_file("mm1", "Wq", 0.7 / (1 - 0.7));  // the same formulas at other loads
  agrees_with_file("mmc_2", "Wq", erlang_c_wait(2, 1.6));
  ClusterSpec spec;
  for (const char* name : {"left", "right"}) {
    spec.zones.push_back({.name = name});
    spec.pools.push_back({.name = name, .zone = name, .count = 1, .cpus = 1});
  }
  const Cluster two_queues(std::move(spec), small_catalog());
  const PolicyChoice fcfs_each{"fcfs", {{"block_scope", std::string("pools")}}};
  const Poisson of{.rate = 2 * load, .customers = left_out + measured};
  const auto all = all_experiments([&](std::uint64_t seed) {
    return Pair{mean_wait_in(*customers(of, seed), one_machine(2), fcfs), mean_wait_in(*to_two_queues(of, seed), two_queues, fcfs_each)};
  });
  check(all, erlang_c_wait(2, 2 * load) - load / (1 - load));
}

// FCFS by Pollaczek and Khinchine, shortest first by Phipps (1956): 2.333333 against 1.312197 s.
TEST_CASE("the paired interval covers what shortest job first gains on FCFS, and is narrower than the unpaired one") {
  constexpr double load = 0.7;
  const double by_fcfs = load / (1 - load);
  const double by_sjf = 1.312196683;
  agrees_with_file("mg1_pk_exponential", "Wq", by_fcfs);
  agrees_with_file("mm1_sjf_np", "Wq", by_sjf);
  const Poisson of{.rate = load, .customers = left_out + measured};
  const auto all = all_experiments([&](std::uint64_t seed) {
    const auto workload = customers(of, seed);
    return Pair{mean_wait_in(*workload, one_machine(1), {"sjf", {}}), mean_wait_in(*workload, one_machine(1), fcfs)};
  });
  check(all, by_sjf - by_fcfs);
}

}  // namespace suanli::test
