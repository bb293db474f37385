// queueing_test.cpp -- closed forms of queueing theory that batch jobs can express: |z| <= 4 with fixed seeds, and a mutant of each that fails.
#include "tests/analytic/queueing.h"

#include <doctest/doctest.h>

#include "tests/analytic/analytic_cases.h"

namespace suanli::test {
namespace {

const PolicyChoice fcfs{"fcfs", {}};
const PolicyChoice first_fit{"first_fit", {}};

double fcfs_wait_z(double expected, int servers, const Poisson& of) {
  return z_score(expected, [&](std::uint64_t seed) {
    const auto workload = customers(of, seed);
    return mean_wait(*workload, replay(*workload, one_machine(servers), fcfs, first_fit, EngineOptions{}));
  });
}

// The share of customers lost when `waiting` may wait.
double loss_z(double expected, int servers, std::uint32_t waiting, const Poisson& of) {
  return z_score(expected, [&](std::uint64_t seed) {
    const auto workload = customers(of, seed);
    const Schedule schedule = replay(*workload, one_machine(servers), fcfs, first_fit, {.max_queued_jobs = waiting});
    const auto lost = std::count(schedule.status.begin(), schedule.status.end(), JobStatus::rejected);
    return static_cast<double>(lost) / of.customers;
  });
}

}  // namespace

TEST_CASE("M/M/1 at 0.7 waits rho / (mu - lambda)") {
  const double expected = 0.7 / 0.3;
  agrees_with_file("mm1", "Wq", expected);
  accept(fcfs_wait_z(expected, 1, {.rate = 0.7}));
  refuse(fcfs_wait_z(expected, 1, {.rate = 0.7, .service = 1.05}));
}

TEST_CASE("M/M/c waits as Erlang's C says, with 2, 8 and 64 servers") {
  struct Case {
    const char* id;
    int servers;
    double load;
  };
  for (const Case& one : {Case{"mmc_2", 2, 1.6}, Case{"mmc_8", 8, 6.8}, Case{"mmc_64", 64, 57.6}}) {
    CAPTURE(std::string(one.id));
    const double expected = erlang_c_wait(one.servers, one.load);
    agrees_with_file(one.id, "Wq", expected);
    accept(fcfs_wait_z(expected, one.servers, {.rate = one.load, .customers = 40'000}));
    refuse(fcfs_wait_z(expected, one.servers, {.rate = one.load, .service = 1.05, .customers = 40'000}));
  }
}

TEST_CASE("M/G/1 waits as Pollaczek and Khinchine say, for four laws of service") {
  for (const PollaczekKhinchine& one : pollaczek_khinchine_cases()) {
    CAPTURE(std::string(one.id));
    agrees_with_file(one.id, "Wq", one.wait());
    accept(fcfs_wait_z(one.wait(), 1, {.rate = 0.7, .customers = 40'000, .law = one.law}));
    refuse(fcfs_wait_z(one.wait(), 1, {.rate = 0.7, .service = 1.05, .customers = 40'000, .law = one.law}));
  }
}

// Without preemption E[W(x)] = W0 / (1 - rho(x))^2; for exponential service at 0.7 the mean is 1.312197 (Cobham 1954, Phipps 1956).
TEST_CASE("shortest job first waits as Phipps' formula says, FCFS does not") {
  const double expected = 1.312196683;
  agrees_with_file("mm1_sjf_np", "Wq", expected);
  const auto z = [&](const PolicyChoice& policy) {
    return z_score(expected, [&](std::uint64_t seed) {
      const auto workload = customers({.rate = 0.7, .customers = 40'000}, seed);
      return mean_wait(*workload, replay(*workload, one_machine(1), policy, first_fit, EngineOptions{}));
    });
  };
  accept(z({"sjf", {}}));
  refuse(z(fcfs));
}

// Two classes at 0.3 and 0.4: Wq1 = W0 / (1 - r1) = 1, Wq2 = W0 / ((1 - r1)(1 - r1 - r2)) = 10/3, and by the conservation law the mean over both is
// that of FCFS (Cobham 1954; Kleinrock 1965).
TEST_CASE("two classes without preemption wait as Cobham's formula says, and together as long as under FCFS") {
  const double first = 0.7 / 0.7;
  const double second = 0.7 / (0.7 * 0.3);
  agrees_with_file("mg1_priority_np", "Wq1", first);
  agrees_with_file("mg1_priority_np", "Wq2", second);
  agrees_with_file("mg1_priority_np", "Wq_mean", 0.7 / 0.3);
  // The mean wait of a class, or of all (2), with the share of important jobs; `lost`: the rule forgets the priorities.
  const auto z = [](double expected, std::int32_t of_class, double important, bool lost) {
    return z_score(expected, [&](std::uint64_t seed) {
      Stream arrivals(seed, "arrivals"), services(seed, "services"), classes(seed, "classes");
      std::vector<JobRecord> jobs;
      double now = 0;
      for (int i = 0; i < 40'000; ++i) {
        now += arrivals.exponential(1 / 0.7);
        const double service = services.exponential(1);
        jobs.push_back(cpu_job(now, 1, service, service));
        jobs.back().priority = classes.uniform() < important ? 1 : 0;
      }
      const auto workload = workload_of(std::move(jobs));
      const PolicyChoice policy = lost ? fcfs : PolicyChoice{"priority", {}};
      const Schedule schedule = replay(*workload, one_machine(1), policy, first_fit, EngineOptions{});
      double sum = 0;
      int count = 0;
      for (const JobId job : IdRange<JobId>(workload->job_count())) {
        if (of_class != 2 && workload->priority[job] != 1 - of_class) continue;
        sum += static_cast<double>(schedule.start[index_of(job)] - workload->submit[job].time_since_epoch().count()) / 1e9;
        ++count;
      }
      return sum / count;
    });
  };
  accept(z(first, 0, 3.0 / 7, false));
  accept(z(second, 1, 3.0 / 7, false));
  accept(z(0.7 / 0.3, 2, 3.0 / 7, false));
  refuse(z(first, 0, 3.0 / 7, true));
  refuse(z(first, 0, 3.0 / 7 * 1.15, false));
}

TEST_CASE("a loss system loses Erlang's B, whatever the law of service") {
  struct Case {
    const char* id;
    int servers;
    double load;
  };
  for (const Case& one : {Case{"erlang_b_10", 10, 10}, Case{"erlang_b_8", 8, 6.8}, Case{"erlang_b_100", 100, 90}}) {
    CAPTURE(std::string(one.id));
    const double expected = erlang_b(one.servers, one.load);
    agrees_with_file(one.id, "P_loss", expected);
    for (const Law& law : {Law(exponential), Law(deterministic), Law(hyperexponential_4)}) {
      accept(loss_z(expected, one.servers, 0, {.rate = one.load, .law = law}));
    }
    refuse(loss_z(expected, one.servers, 0, {.rate = one.load, .service = 1.05}));
    refuse(loss_z(expected, one.servers, 1, {.rate = one.load, .customers = 60'000}));  // a place too many to wait in
  }
}

// M/M/1/5: p_n = rho^n (1 - rho) / (1 - rho^6); one in service and four waiting.
TEST_CASE("a bounded queue loses what M/M/1/K loses") {
  const double rho = 0.9;
  const double expected = std::pow(rho, 5) * (1 - rho) / (1 - std::pow(rho, 6));
  agrees_with_file("mm1k", "P_loss", expected);
  accept(loss_z(expected, 1, 4, {.rate = rho}));
  refuse(loss_z(expected, 1, 5, {.rate = rho}));
}

// Two stations in series as two zones; the second stage of a customer depends on its first. T = 1/(1 - 0.5) + 1/(0.8 - 0.5) = 5.3333.
TEST_CASE("a tandem by dependencies takes as long as Jackson's network says") {
  const double expected = 1 / (1.0 - 0.5) + 1 / (0.8 - 0.5);
  agrees_with_file("jackson_tandem", "T", expected);
  ClusterSpec spec;
  spec.zones = {{.name = "first"}, {.name = "second"}};
  spec.pools.push_back({.name = "a", .zone = "first", .count = 1, .cpus = 1});
  spec.pools.push_back({.name = "b", .zone = "second", .count = 1, .cpus = 1});
  const Cluster cluster(std::move(spec), small_catalog());
  const auto z = [&](double second_service) {
    return z_score(expected, [&](std::uint64_t seed) {
      Stream arrivals(seed, "arrivals"), services(seed, "services");
      const std::string_view first[] = {"first"};
      const std::string_view second[] = {"second"};
      WorkloadBuilder builder;
      double now = 0;
      constexpr int count = 20'000;
      for (int i = 0; i < count; ++i) {
        now += arrivals.exponential(2);
        const std::string ids[] = {std::to_string(2 * i), std::to_string(2 * i + 1)};
        const std::string_view before[] = {ids[0]};
        JobRecord job = cpu_job(now, 1, services.exponential(1), 1);
        job.id = ids[0];
        job.zones = first;
        job.time_limit.reset();
        builder.add(job);
        job = cpu_job(now, 1, services.exponential(second_service), 1);
        job.id = ids[1];
        job.zones = second;
        job.time_limit.reset();
        job.depends_on = before;
        builder.add(job);
      }
      const auto workload = builder.finish({"test", "test"});
      const Schedule schedule =
          replay(*workload, cluster, {"fcfs", {{"block_scope", std::string("pools")}}}, first_fit, EngineOptions{});
      double sum = 0;
      for (std::size_t i = 1; i < schedule.end.size(); i += 2) {
        sum += static_cast<double>(schedule.end[i] - workload->submit[static_cast<JobId>(i)].time_since_epoch().count()) / 1e9;
      }
      return sum / count;
    });
  };
  accept(z(1.25));
  refuse(z(1.25 * 1.05));
}

// Jobs of one or two servers with equal chance, all there from the start: strict FCFS passes 8/7 a second, any backfilling 8/7 to 4/3.
TEST_CASE("saturated gangs on two servers pass 8/7 jobs a second under FCFS, and backfilling at most 4/3") {
  const double expected = 8.0 / 7;
  agrees_with_file("gang_fcfs_saturation", "max_throughput", expected);
  const auto throughput = [](const PolicyChoice& policy, double one_wide, std::uint64_t seed) {
    Stream sizes(seed, "sizes"), services(seed, "services");
    std::vector<JobRecord> jobs;
    constexpr int count = 10'000;
    for (int i = 0; i < count; ++i) {
      const double service = services.exponential(1);
      jobs.push_back(cpu_job(0, sizes.uniform() < one_wide ? 1 : 2, service, service));
    }
    const auto workload = workload_of(std::move(jobs));
    const Schedule schedule = replay(*workload, one_machine(2), policy, first_fit, EngineOptions{});
    return count / (static_cast<double>(*std::max_element(schedule.end.begin(), schedule.end.end())) / 1e9);
  };
  accept(z_score(expected, [&](std::uint64_t seed) { return throughput(fcfs, 0.5, seed); }));
  refuse(z_score(expected, [&](std::uint64_t seed) { return throughput(fcfs, 0.55, seed); }));
  double sum = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) sum += throughput({"easy_backfill", {}}, 0.5, seed) / 5;
  CHECK(sum > 8.0 / 7);
  CHECK(sum < 4.0 / 3 * 1.02);  // the mean of five samples of 10,000 jobs: 2 % covers four standard errors
}

}  // namespace suanli::test
