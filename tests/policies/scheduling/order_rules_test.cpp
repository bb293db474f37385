// order_rules_test.cpp -- priority with aging and earliest deadline, by hand and against every other order.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "sim/base/random.h"
#include "tests/support/replay.h"
#include "tests/support/workloads.h"

namespace suanli::test {
namespace {

const PolicyChoice first_fit{"first_fit", {}};

std::vector<double> starts(const Workload& workload, const Cluster& cluster, const PolicyChoice& policy) {
  std::vector<double> all;
  for (const std::int64_t start : replay(workload, cluster, policy, first_fit).start) all.push_back(static_cast<double>(start) / 1e9);
  return all;
}

using Starts = std::vector<double>;

JobRecord important(double t, double run, std::int32_t priority) {
  JobRecord job = cpu_job(t, 1, run, run);
  job.priority = priority;
  return job;
}

JobRecord due(double t, double run, double deadline) {
  JobRecord job = cpu_job(t, 1, run, run);
  job.deadline = SimTime(seconds(deadline));
  return job;
}

}  // namespace

// One server. The first runs 0-10; at 10 the priorities waiting are 1, 5, -2, 5: the two 5s in the order of arrival, then 1, then -2.
TEST_CASE("priority: larger first, ties in the order of arrival, nobody running is stopped") {
  const auto workload = workload_of({important(0, 10, 0), important(1, 1, 1), important(2, 1, 5), important(3, 1, -2), important(4, 1, 5)});
  CHECK(starts(*workload, one_machine(1), {"priority", {}}) == Starts{0, 12, 10, 13, 11});
}

// The rule's own case: with aging of 1 an hour a job of priority 0 comes before one of 5 submitted more than 5 h later; at 5 h they are equal
// and it comes first by arrival. The first holds the server for 10 h.
TEST_CASE("priority: an hour of waiting counts as much as aging_per_hour says") {
  const double h = 3600;
  const auto order_with = [&](double later_s) {
    const auto workload = workload_of({important(0, 10 * h, 100), important(h, 1, 0), important(h + later_s, 1, 5)});
    return starts(*workload, one_machine(1), {"priority", {{"aging_per_hour", 1.0}}});
  };
  CHECK(order_with(5 * h - 1) == Starts{0, 10 * h + 1, 10 * h});
  CHECK(order_with(5 * h) == Starts{0, 10 * h, 10 * h + 1});
  CHECK(order_with(5 * h + 1) == Starts{0, 10 * h, 10 * h + 1});
  // Without aging priority alone decides.
  const auto workload = workload_of({important(0, 10 * h, 100), important(h, 1, 0), important(9 * h, 1, 5)});
  CHECK(starts(*workload, one_machine(1), {"priority", {}}) == Starts{0, 10 * h + 1, 10 * h});
}

TEST_CASE("priority without priorities is fcfs, and with much aging too") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "priority");
    std::vector<JobRecord> plain, mixed;
    double now = 0;
    for (int i = 0; i < 200; ++i) {
      now += 1 + std::floor(random.exponential(5));
      const double run = 1 + random.exponential(20);
      plain.push_back(cpu_job(now, 1 + static_cast<std::uint32_t>(random.below(4)), run, run));
      mixed.push_back(plain.back());
      mixed.back().priority = static_cast<std::int32_t>(random.below(20));
    }
    const auto without = workload_of(std::move(plain));
    const Starts fcfs = starts(*without, one_machine(4), {"fcfs", {}});
    CHECK(starts(*without, one_machine(4), {"priority", {}}) == fcfs);
    const auto with = workload_of(std::move(mixed));
    CHECK(starts(*with, one_machine(4), {"priority", {{"aging_per_hour", 1e5}}}) == fcfs);  // 20 points are less than a second
    CHECK(starts(*with, one_machine(4), {"priority", {}}) != fcfs);
  }
}

// The rule's own case: p = 3, 2, 4, d = 6, 4, 9 on one server: order 2, 1, 3, ends 2, 5, 9, nobody late. A fourth without a deadline is last.
TEST_CASE("edf: earliest deadline first, those without one last") {
  const auto workload = workload_of({due(0, 3, 6), due(0, 2, 4), cpu_job(0, 1, 1, 1), due(0, 4, 9)});
  CHECK(starts(*workload, one_machine(1), {"edf", {}}) == Starts{2, 0, 9, 5});
}

// Two processors: the first of both comes at 0 for 10 s and fits; at 1 the most urgent wants both; the third, of one, passes it or waits behind.
TEST_CASE("edf: a blocked job is passed over unless on_block says stop") {
  JobRecord wide = due(1, 5, 20);
  wide.tasks = 2;
  const auto workload = workload_of({due(0, 10, 100), wide, due(2, 5, 50)});
  CHECK(starts(*workload, one_machine(2), {"edf", {}}) == Starts{0, 10, 2});
  CHECK(starts(*workload, one_machine(2), {"edf", {{"on_block", std::string("stop")}}}) == Starts{0, 10, 15});
}

// Jackson 1955: on one server with all jobs there, no order has a smaller maximum lateness.
TEST_CASE("edf: no order of up to six jobs is late by less") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "edf");
    const std::size_t count = 2 + random.below(5);
    std::vector<JobRecord> jobs;
    std::vector<std::int64_t> run, deadline;
    for (std::size_t i = 0; i < count; ++i) {
      run.push_back(1 + static_cast<std::int64_t>(random.below(9)));
      deadline.push_back(1 + static_cast<std::int64_t>(random.below(30)));
      jobs.push_back(due(0, static_cast<double>(run.back()), static_cast<double>(deadline.back())));
    }
    const auto lateness = [&](const std::vector<std::size_t>& order) {
      std::int64_t now = 0, most = -1'000;
      for (const std::size_t i : order) most = std::max(most, (now += run[i]) - deadline[i]);
      return most;
    };
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    std::int64_t best = lateness(order);
    while (std::next_permutation(order.begin(), order.end())) best = std::min(best, lateness(order));
    const auto workload = workload_of(jobs);
    const Schedule schedule = replay(*workload, one_machine(1), {"edf", {}}, first_fit);
    std::int64_t most = -1'000;
    for (std::size_t i = 0; i < count; ++i) most = std::max(most, schedule.end[i] / 1'000'000'000 - deadline[i]);
    CHECK(most == best);
  }
}

}  // namespace suanli::test
