// queueing.h -- random queueing workloads on the real engine, and the z score of what comes out.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "sim/base/random.h"
#include "tests/support/replay.h"
#include "tests/support/workloads.h"

namespace suanli::test {

constexpr int replications = 20;

// A law of service times with mean 1.
using Law = std::function<double(Stream&)>;
inline double exponential(Stream& stream) {
  return stream.exponential(1);
}
inline double deterministic(Stream&) {
  return 1;
}
inline double erlang_2(Stream& stream) {
  return stream.erlang(2, 1);
}
inline double hyperexponential_4(Stream& stream) {
  return stream.hyperexponential(1, 4);
}

// The wait of M/G/1 at load 0.7 and mean service 1 (Pollaczek 1930, Khinchine 1932): rho (1 + scv) / (2 (1 - rho)), for four laws of
// service. `id` is the case in the reference file.
struct PollaczekKhinchine {
  const char* id;
  Law law;
  double scv;  // squared coefficient of variation of the law
  double wait() const { return 0.7 * (1 + scv) / (2 * 0.3); }
};
inline std::vector<PollaczekKhinchine> pollaczek_khinchine_cases() {
  return {{"mg1_pk_deterministic", deterministic, 0},
          {"mg1_pk_erlang2", erlang_2, 0.5},
          {"mg1_pk_exponential", exponential, 1},
          {"mg1_pk_hyperexp_scv4", hyperexponential_4, 4}};
}

struct Poisson {
  double rate = 1;       // customers a second
  double service = 1;    // mean, s
  int customers = 20'000;
  Law law = exponential;
};

// One-CPU customers that arrive from an empty start; their estimate is their service time.
inline std::unique_ptr<const Workload> customers(const Poisson& of, std::uint64_t seed) {
  Stream arrivals(seed, "arrivals");
  Stream services(seed, "services");
  std::vector<JobRecord> jobs;
  jobs.reserve(static_cast<std::size_t>(of.customers));
  double now = 0;
  for (int i = 0; i < of.customers; ++i) {
    now += arrivals.exponential(1 / of.rate);
    const double service = of.service * of.law(services);
    jobs.push_back(cpu_job(now, 1, service, service));
  }
  return workload_of(std::move(jobs));
}

// Mean wait of the jobs that ran, in seconds.
inline double mean_wait(const Workload& workload, const Schedule& schedule) {
  double sum = 0;
  int ran = 0;
  for (const JobId job : IdRange<JobId>(workload.job_count())) {
    if (schedule.start[index_of(job)] < 0) continue;
    sum += static_cast<double>(schedule.start[index_of(job)] - workload.submit[job].time_since_epoch().count()) / 1e9;
    ++ran;
  }
  return sum / ran;
}

// (mean - expected) / (standard error) of these replications.
inline double z_of(double expected, const std::vector<double>& values) {
  double mean = 0;
  for (const double value : values) mean += value / replications;
  double square = 0;
  for (const double value : values) square += (value - mean) * (value - mean);
  return (mean - expected) / std::sqrt(square / (replications - 1) / replications);
}

// Over replications with seeds 1, 2, ...
inline double z_score(double expected, const std::function<double(std::uint64_t)>& measure) {
  std::vector<double> values;
  for (std::uint64_t seed = 1; seed <= replications; ++seed) values.push_back(measure(seed));
  return z_of(expected, values);
}
// Of several figures of the same runs.
inline std::vector<double> z_scores(const std::vector<double>& expected, const std::function<std::vector<double>(std::uint64_t)>& measure) {
  std::vector<std::vector<double>> values(expected.size());
  for (std::uint64_t seed = 1; seed <= replications; ++seed) {
    const std::vector<double> one = measure(seed);
    for (std::size_t i = 0; i < expected.size(); ++i) values[i].push_back(one[i]);
  }
  std::vector<double> scores;
  for (std::size_t i = 0; i < expected.size(); ++i) scores.push_back(z_of(expected[i], values[i]));
  return scores;
}

inline void accept(double z) {
  CHECK(std::abs(z) <= 4);
}
inline void accept(const std::vector<double>& scores) {
  for (const double z : scores) accept(z);
}
inline void refuse(double z) {
  CHECK_MESSAGE(std::abs(z) > 4, "the mutant passed with z = " << z);
}

// Erlang's loss probability by its recursion (Erlang 1917).
inline double erlang_b(int servers, double load) {
  double blocked = 1;
  for (int c = 1; c <= servers; ++c) blocked = load * blocked / (c + load * blocked);
  return blocked;
}

// Mean wait in M/M/c with mean service 1 (Erlang C).
inline double erlang_c_wait(int servers, double load) {
  const double b = erlang_b(servers, load);
  const double waits = servers * b / (servers - load * (1 - b));
  return waits / (servers - load);
}

}  // namespace suanli::test
