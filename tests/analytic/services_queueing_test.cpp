// services_queueing_test.cpp -- closed forms of queueing theory as services: at a replica, and at the gateway; |z| <= 4 with fixed seeds, and mutants that fail.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/analytic/analytic_cases.h"
#include "tests/analytic/service_queueing.h"

namespace suanli::test {
namespace {

constexpr double ms = 1e3;  // priorities are whole numbers: of a service time in ms

double share(const Served& run, const std::function<bool(std::size_t)>& is) {
  return mean_of(run, [&](std::size_t i) { return is(i) ? 1.0 : 0.0; });
}
double share_completed(const Served& run) {
  return share(run, [&](std::size_t i) { return run.completed(i); });
}
// Whether a request found no free server.
bool waited(const Served& run, std::size_t i) {
  return run.start[i] < 0 || run.wait_s(i) > 0;
}

double wait_z(double expected, const ServiceCase& service, const Poisson& of) {
  return z_score(expected, [&](std::uint64_t seed) { return mean_wait(served(service, *visitors(of, seed), seed)); });
}

}  // namespace

// P(T > t) = e^-(mu - lambda) t, P(Wq > t) = rho e^-(mu - lambda) t: the 95th of T is ln 20 / 0.3, the 99th of Wq ln 70 / 0.3.
TEST_CASE("services: M/M/1 at 0.7 in mean and tail") {
  const double late = std::log(20) / 0.3;
  const double long_wait = std::log(70) / 0.3;
  agrees_with_file("mm1", "T", 1 / 0.3);
  agrees_with_file("mm1", "Wq", 0.7 / 0.3);
  agrees_with_file("mm1", "T_p95", late);
  agrees_with_file("mm1", "Wq_p99", long_wait);
  const auto z = [&](double service) {
    return z_scores({1 / 0.3, 0.7 / 0.3, 0.7, 0.05, 0.01}, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = 0.7, .service = service}, seed);
      const Served run = served(slots(1), *workload, seed);
      return std::vector<double>{mean_time(run), mean_wait(run), share(run, [&](std::size_t i) { return waited(run, i); }),
                                 share(run, [&](std::size_t i) { return run.time_s(i) > late; }),
                                 share(run, [&](std::size_t i) { return run.wait_s(i) > long_wait; })};
    });
  };
  accept(z(1));
  for (const double mutant : z(1.05)) refuse(mutant);
}

TEST_CASE("services: c slots of a replica wait as Erlang's C says, and c replicas behind the gateway to the nanosecond as they do") {
  struct Case {
    const char* id;
    int servers;
    double load;
  };
  for (const Case& one : {Case{"mmc_2", 2, 1.6}, Case{"mmc_8", 8, 6.8}, Case{"mmc_64", 64, 57.6}}) {
    CAPTURE(std::string(one.id));
    const double wait = erlang_c_wait(one.servers, one.load);
    const double waits = wait * (one.servers - one.load);
    agrees_with_file(one.id, "Wq", wait);
    agrees_with_file(one.id, "P_wait", waits);
    const auto z = [&](double service) {
      return z_scores({wait, waits, wait + 1}, [&](std::uint64_t seed) {
        const auto workload = visitors({.rate = one.load, .service = service}, seed);
        const Served run = served(slots(one.servers), *workload, seed);
        return std::vector<double>{mean_wait(run), share(run, [&](std::size_t i) { return waited(run, i); }), mean_time(run)};
      });
    };
    accept(z(1));
    for (const double mutant : z(1.05)) refuse(mutant);

    const auto workload = visitors({.rate = one.load}, 1);
    const Served central = served(slots(one.servers), *workload, 1);
    for (const char* balancer : {"round_robin", "random", "least_connections"}) {
      CAPTURE(std::string(balancer));
      ServiceCase behind = single_slots(static_cast<std::uint32_t>(one.servers), {balancer, {}});
      CHECK(served(behind, *workload, 1).start == central.start);
      behind.rules.gateway.replica_outstanding = 2;  // the mutant: some wait behind the wrong one
      CHECK(served(behind, *workload, 1).start != central.start);
    }
  }
}

TEST_CASE("services: M/G/1 waits as Pollaczek and Khinchine say, for four laws of service") {
  for (const PollaczekKhinchine& one : pollaczek_khinchine_cases()) {
    CAPTURE(std::string(one.id));
    agrees_with_file(one.id, "Wq", one.wait());
    accept(wait_z(one.wait(), slots(1), {.rate = 0.7, .law = one.law}));
    refuse(wait_z(one.wait(), slots(1), {.rate = 0.7, .service = 1.05, .law = one.law}));
  }
}

// Kingman's bound lambda (var of gaps + var of service) / (2 (1 - rho)) is above the exact wait where arrivals are Poisson: 23.56 and 22.5.
TEST_CASE("services: a heavily loaded queue of unlike requests waits as long as it must, below Kingman's bound") {
  const double bound = 0.9 * (1 / 0.81 + 4) / 0.2;
  agrees_with_file("kingman_bound", "bound", bound);
  const Poisson of{.rate = 0.9, .customers = 100'000, .law = hyperexponential_4};
  std::vector<double> waits;
  const double expected = 0.9 * 5 / 0.2;
  accept(z_score(expected, [&](std::uint64_t seed) {
    waits.push_back(mean_wait(served(slots(1), *visitors(of, seed), seed), 10'000));
    return waits.back();
  }));
  double sum = 0;
  for (const double wait : waits) sum += wait / replications;
  CHECK(sum < bound);
}

TEST_CASE("services: processor sharing takes E[S] / (1 - rho) whatever the law, and x / (1 - rho) for each size") {
  const double expected = 1 / 0.3;
  agrees_with_file("mg1_ps", "T", expected);
  agrees_with_file("mg1_ps", "T_x_0p5", 0.5 / 0.3);
  agrees_with_file("mg1_ps", "T_x_2", 2 / 0.3);
  const ServiceCase sharing = replicas_of(1, {"round_robin", {}}, {"processor_sharing", {}});
  const auto z = [&](const ServiceCase& service, const Law& law, double mean) {
    return z_score(expected, [&](std::uint64_t seed) {
      return mean_time(served(service, *visitors({.rate = 0.7, .service = mean, .law = law}, seed), seed));
    });
  };
  for (const Law& law : {Law(deterministic), Law(exponential), Law(hyperexponential_4)}) {
    accept(z(sharing, law, 1));
    refuse(z(sharing, law, 1.05));
  }
  refuse(z(slots(1), deterministic, 1));
  // Two sizes, 0.5 and 2, with mean 1.
  const Law sizes = [](Stream& stream) { return stream.uniform() < 2.0 / 3 ? 0.5 : 2.0; };
  const auto of_size = [&](const ServiceCase& service) {
    return z_scores({0.5 / 0.3, 2 / 0.3}, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = 0.7, .law = sizes}, seed);
      const Served run = served(service, *workload, seed);
      const auto time = [&](std::size_t i) { return run.time_s(i); };
      return std::vector<double>{mean_where(run, time, [&](std::size_t i) { return run.service_s(i) == 0.5; }),
                                 mean_where(run, time, [&](std::size_t i) { return run.service_s(i) == 2; })};
    });
  };
  accept(of_size(sharing));
  for (const double mutant : of_size(slots(1))) refuse(mutant);
}

TEST_CASE("services: a replica of c slots and no queue loses Erlang's B, whatever the law, and so do c replicas or a limit at the gateway") {
  struct Case {
    const char* id;
    int servers;
    double load;
  };
  for (const Case& one : {Case{"erlang_b_10", 10, 10}, Case{"erlang_b_8", 8, 6.8}, Case{"erlang_b_100", 100, 90}}) {
    CAPTURE(std::string(one.id));
    const double expected = erlang_b(one.servers, one.load);
    agrees_with_file(one.id, "P_loss", expected);
    const auto z = [&](int capacity, const Law& law, double service, int customers = 20'000) {
      return z_score(expected, [&](std::uint64_t seed) {
        const auto workload = visitors({.rate = one.load, .service = service, .customers = customers, .law = law}, seed);
        return 1 - share_completed(served(slots(one.servers, capacity), *workload, seed));
      });
    };
    for (const Law& law : {Law(exponential), Law(deterministic), Law(hyperexponential_4)}) accept(z(one.servers, law, 1));
    refuse(z(one.servers, exponential, 1.05));
    refuse(z(one.servers + 1, exponential, 1, 60'000));  // a place too many to wait in

    const auto workload = visitors({.rate = one.load}, 1);
    const Served at_replica = served(slots(one.servers, one.servers), *workload, 1);
    ServiceCase few = slots(one.servers);
    few.rules.gateway.max_outstanding = one.servers;
    CHECK(served(few, *workload, 1).status == at_replica.status);
    ServiceCase many = single_slots(static_cast<std::uint32_t>(one.servers), {"random", {}});
    many.rules.gateway.max_queue = 0;
    CHECK(served(many, *workload, 1).status == at_replica.status);
  }
}

// M/M/1/5: p_n = rho^n (1 - rho) / (1 - rho^6); T = L / (lambda (1 - p_5)).
TEST_CASE("services: a bounded queue loses what M/M/1/K loses, and serves the rest in its time") {
  const double rho = 0.9;
  const double empty = (1 - rho) / (1 - std::pow(rho, 6));
  double inside = 0;
  for (int n = 1; n <= 5; ++n) inside += n * std::pow(rho, n) * empty;
  const double lost = std::pow(rho, 5) * empty;
  const double time = inside / (rho * (1 - lost));
  agrees_with_file("mm1k", "P_loss", lost);
  agrees_with_file("mm1k", "T", time);
  const auto z = [&](int capacity) {
    return z_scores({lost, time}, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = rho}, seed);
      const Served run = served(slots(1, capacity), *workload, seed);
      return std::vector<double>{1 - share_completed(run), mean_where(run, [&](std::size_t i) { return run.time_s(i); },
                                                                       [&](std::size_t i) { return run.completed(i); })};
    });
  };
  accept(z(5));
  for (const double mutant : z(6)) refuse(mutant);
}

// Ten servers at load 10, patience exponential with mean 2 s: a birth-death chain (Palm 1957). Balance: abandonments = theta Lq.
TEST_CASE("services: the impatient leave as Erlang's A says") {
  std::vector<double> chain{1};
  for (int n = 1; n < 400; ++n) chain.push_back(chain.back() * 10 / (std::min(n, 10) + 0.5 * std::max(n - 10, 0)));
  double all = 0, wait = 0, queue = 0;
  for (int n = 0; n < 400; ++n) {
    all += chain[static_cast<std::size_t>(n)];
    if (n >= 10) wait += chain[static_cast<std::size_t>(n)];
    queue += std::max(n - 10, 0) * chain[static_cast<std::size_t>(n)];
  }
  agrees_with_file("erlang_a", "P_abandon", 0.5 * queue / all / 10);
  agrees_with_file("erlang_a", "P_wait", wait / all);
  agrees_with_file("erlang_a", "Lq", queue / all);
  const auto z = [&](const std::string& law, double patience) {
    ServiceCase service = slots(10);
    service.serving.params["patience_s"] = patience;
    service.serving.params["patience_law"] = law;
    return z_scores({0.5 * queue / all / 10, wait / all, queue / all}, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = 10, .customers = 40'000}, seed);
      const Served run = served(service, *workload, seed);
      const double span = run.arrival_s(run.size() - 1);
      double waiting = 0;
      for (std::size_t i = 0; i < run.size(); ++i) waiting += run.completed(i) ? run.wait_s(i) : run.time_s(i);
      return std::vector<double>{1 - share_completed(run), share(run, [&](std::size_t i) { return waited(run, i); }), waiting / span};
    });
  };
  accept(z("exponential", 2));
  refuse(z("exponential", 2.1)[2]);
  refuse(z("fixed", 2)[0]);
}

// Two classes at 0.3 and 0.4 before one server: Wq1 = W0 / (1 - r1) = 1, Wq2 = W0 / ((1 - r1)(1 - r1 - r2)) = 10/3 (Cobham 1954).
TEST_CASE("services: a gateway by priority lets two classes wait as Cobham's formula says, and together as long as in order of arrival") {
  agrees_with_file("mg1_priority_np", "Wq1", 1);
  agrees_with_file("mg1_priority_np", "Wq2", 10.0 / 3);
  const auto z = [](bool by_priority, std::uint32_t replica_outstanding) {
    ServiceCase service = single_slots(1, {"round_robin", {}});
    service.rules.gateway.by_priority = by_priority;
    service.rules.gateway.replica_outstanding = replica_outstanding;
    return z_scores({1, 10.0 / 3, 0.7 / 0.3}, [&](std::uint64_t seed) {
      Stream classes(seed, "classes");
      const auto workload = visitors({.rate = 0.7, .customers = 40'000}, seed,
                                     [&](RequestRecord& each) { each.priority = classes.uniform() < 3.0 / 7 ? 1 : 0; });
      const Served run = served(service, *workload, seed);
      const auto wait = [&](std::size_t i) { return run.wait_s(i); };
      return std::vector<double>{mean_where(run, wait, [&](std::size_t i) { return run.priority(i) == 1; }),
                                 mean_where(run, wait, [&](std::size_t i) { return run.priority(i) == 0; }), mean_wait(run)};
    });
  };
  accept(z(true, 1));
  const auto forgotten = z(false, 1);
  refuse(forgotten[0]);
  refuse(forgotten[1]);
  accept(forgotten[2]);
  refuse(z(true, 2)[0]);  // one place at the replica is out of the gateway's hands
}

// E[W(x)] = W0 / (1 - rho(x))^2; for exponential service at 0.7 the mean is 1.312197 (Phipps 1956). Ties of a millisecond are in order of arrival.
TEST_CASE("services: a gateway that puts the shortest first waits as Phipps' formula says") {
  const double expected = 1.312196683;
  agrees_with_file("mm1_sjf_np", "Wq", expected);
  const auto z = [&](bool by_size) {
    ServiceCase service = single_slots(1, {"round_robin", {}});
    service.rules.gateway.by_priority = by_size;
    return z_score(expected, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = 0.7, .customers = 40'000}, seed, [&](RequestRecord& each) {
        each.priority = -static_cast<std::int32_t>(std::lround(to_seconds(each.duration) * ms));
      });
      return mean_wait(served(service, *workload, seed));
    });
  };
  accept(z(true));
  refuse(z(false));
}

}  // namespace suanli::test
