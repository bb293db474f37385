// services_balancing_test.cpp -- closed forms and known results of balancing over replicas, through the whole engine; mutants of each fail.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/analytic/analytic_cases.h"
#include "tests/analytic/service_queueing.h"

namespace suanli::test {
namespace {

// Every k-th of a Poisson stream of rate k x 0.9 before a server of rate 1: sigma = (k 0.9 / (k 0.9 + 1 - sigma))^k, T = 1 / (1 - sigma).
double every_kth_time(int k) {
  double sigma = 0.5;
  for (int i = 0; i < 10'000; ++i) sigma = std::pow(k * 0.9 / (k * 0.9 + 1 - sigma), k);
  return 1 / (1 - sigma);
}

std::vector<double> times_of(const ServiceCase& service, const Poisson& of) {
  std::vector<double> times;
  for (std::uint64_t seed = 1; seed <= replications; ++seed) {
    times.push_back(mean_time(served(service, *visitors(of, seed), seed), static_cast<std::size_t>(of.customers / 10)));
  }
  return times;
}
double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value / static_cast<double>(values.size());
  return sum;
}

std::vector<int> replicas_in_turn(const Served& run) {
  std::vector<int> in_turn;
  for (const ReplicaId each : run.replica) in_turn.push_back(static_cast<int>(each));
  return in_turn;
}

}  // namespace

TEST_CASE("services: turns over k servers take the time of an Erlang-k stream before one, between a central queue and chance") {
  for (const int k : {2, 4, 8}) {
    CAPTURE(k);
    const std::string id = "round_robin_" + std::to_string(k);
    const double expected = every_kth_time(k);
    agrees_with_file(id, "T", expected);
    const Poisson of{.rate = 0.9 * k, .customers = 20'000 + 5'000 * k};
    const auto count = static_cast<std::uint32_t>(k);
    const auto turns = times_of(replicas_of(count), of);
    const auto chance = times_of(replicas_of(count, {"random", {}}), of);
    const auto central = times_of(single_slots(count, {"round_robin", {}}), of);
    const double central_expected = erlang_c_wait(k, 0.9 * k) + 1;
    agrees_with_file(id, "T_central_queue", central_expected);
    accept(z_of(expected, turns));
    accept(z_of(10, chance));
    accept(z_of(central_expected, central));
    refuse(z_of(expected, chance));
    refuse(z_of(expected, central));
    CHECK(mean(central) < mean(turns));
    CHECK(mean(turns) < mean(chance));
  }
}

// The time was found by solving the chain of two queues (queues up to 60).
TEST_CASE("services: the shorter of two queues takes 2.955737 at 0.8") {
  const double expected = 2.955736617;
  agrees_with_file("jsq_2", "T", expected);
  const Poisson of{.rate = 1.6, .customers = 40'000};
  const auto shortest = times_of(replicas_of(2, {"join_shortest_queue", {}}), of);
  const auto fewest = times_of(replicas_of(2, {"least_connections", {}}), of);
  const auto turns = times_of(replicas_of(2), of);
  accept(z_of(expected, shortest));
  accept(z_of(expected, fewest));
  accept(z_of(3.843979767, turns));  // T_rr
  refuse(z_of(expected, turns));
  refuse(z_of(expected, times_of(replicas_of(2, {"least_connections", {}}), {.rate = 1.6, .service = 1.05, .customers = 40'000})));
  ServiceCase old = replicas_of(2, {"least_connections", {}});
  old.rules.information_delay = seconds(1);
  refuse(z_of(expected, times_of(old, of)));
}

TEST_CASE("services: smooth turns by weights 5, 1, 1 are aabacaa") {
  std::vector<RequestRecord> requests(14, lasting(0, 1));
  const auto workload = requests_of(std::move(requests));
  const ServiceCase service = replicas_of(3, {"weighted_round_robin", {{"weights", std::string("5,1,1")}}});
  CHECK(replicas_in_turn(served(service, *workload, 1)) == std::vector<int>{0, 0, 1, 0, 2, 0, 0, 0, 0, 1, 0, 2, 0, 0});
}

// A replica more among ten: a session keeps its replica or goes to the new one, and the new one has 1/11 of them or so (2/10 is the bound).
TEST_CASE("services: a replica more moves few sessions, all of them to it") {
  constexpr std::size_t sessions = 2'000;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < sessions; ++i) names.push_back("session " + std::to_string(i));
  std::vector<RequestRecord> requests;
  for (std::size_t i = 0; i < sessions; ++i) {
    requests.push_back(lasting(static_cast<double>(i), 0.5));
    requests.back().session = names[i];
  }
  const auto workload = requests_of(std::move(requests));
  const PolicyChoice affinity{"session_affinity", {{"eps", 10.0}}};  // one request at a time is never too many
  const auto before = replicas_in_turn(served(replicas_of(10, affinity), *workload, 1));
  const auto after = replicas_in_turn(served(replicas_of(11, affinity), *workload, 1));
  std::size_t moved = 0;
  bool only_to_the_new = true;
  for (std::size_t i = 0; i < sessions; ++i) {
    if (before[i] == after[i]) continue;
    ++moved;
    only_to_the_new = only_to_the_new && after[i] == 10;
  }
  CHECK(only_to_the_new);
  CHECK(moved > sessions / 22);
  CHECK(moved <= sessions * 2 / 10);
}

// Loads stay below (1 + eps)(N + 1)/R rounded up, although all requests are of four sessions; without the bound four replicas have all.
TEST_CASE("services: no replica passes its bounded share of the outstanding requests") {
  const std::string names[] = {"a", "b", "c", "d"};
  Stream stream(1, "sessions");
  const auto workload = visitors({.rate = 30, .customers = 5'000}, 1, [&](RequestRecord& each) { each.session = names[stream.below(4)]; });
  const auto past_bound = [&](double eps) {
    ServiceCase service = replicas_of(10, {"session_affinity", {{"eps", eps}}}, {"fifo_slots", {{"slots", whole(1000)}}});
    const Served run = served(service, *workload, 1);
    int faults = 0;
    for (std::size_t i = 0; i < run.size(); ++i) {
      std::size_t all = 0, here = 0;
      for (std::size_t before = i > 600 ? i - 600 : 0; before < i; ++before) {  // none stays for 600 arrivals, 20 s
        if (run.end[before] <= run.start[i]) continue;
        ++all;
        if (run.replica[before] == run.replica[i]) ++here;
      }
      if (static_cast<double>(here) >= std::ceil(1.25 * static_cast<double>(all + 1) / 10)) ++faults;
    }
    return faults;
  };
  CHECK(past_bound(0.25) == 0);
  CHECK(past_bound(10) > 1'000);
}

// Two replicas of rates 1 and 2 share a stream of rate 2: with p of it to the second, times agree at 1/(1 - 2 (1 - p)) = 1/(2 - 2 p), p = 3/4, both 2 s.
// Without an adaption the first has rho = 1 and no limit.
TEST_CASE("services: dynamic weights rest where response times are equal") {
  ClusterSpec spec;
  spec.pools.push_back({.name = "slow", .count = 1, .cpus = 1});
  spec.pools.push_back({.name = "fast", .count = 1, .cpus = 1, .memory_gib = 1});
  const Cluster cluster(std::move(spec), small_catalog());
  REQUIRE(cluster.classes().size() == 2);
  const auto share_and_time = [&](const PolicyChoice& balancing) {
    double of_second = 0, time = 0;
    constexpr int runs = 4;
    for (std::uint64_t seed = 1; seed <= runs; ++seed) {
      const auto workload = visitors({.rate = 2, .customers = 150'000}, seed);
      ServiceSpec unlike;
      const Served run = served({replicas_of(2, balancing)}, *workload, seed, [&](ServiceParts& parts) {
        unlike = *parts.setups[0].spec;
        unlike.on_class[cluster.class_of(static_cast<NodeId>(1))].profile.speed = 2;
        parts.setups[0].spec = &unlike;
      }, &cluster);
      constexpr std::size_t skipped = 50'000;
      of_second += mean_of(run, [&](std::size_t i) { return run.replica[i] == static_cast<ReplicaId>(1) ? 1.0 : 0.0; }, skipped) / runs;
      time += mean_time(run, skipped) / runs;
    }
    return std::pair(of_second, time);
  };
  const auto [of_second, time] = share_and_time({"dynamic", {{"pick", std::string("random")}, {"period_s", 200.0}, {"gain", 0.1}}});
  CHECK(std::abs(of_second - 0.75) < 0.02);
  CHECK(std::abs(time - 2) < 0.1);
  CHECK(std::abs(share_and_time({"random", {}}).first - 0.75) > 0.2);
}

// Mitzenmacher 2000, "How useful is old information?": the choice of two stays better than chance while information is a few service times old;
// whoever always takes the least loaded drives the herd to where it was, and is far worse than chance.
TEST_CASE("services: old information makes the choice of two worse, and the choice of all worse than none") {
  const Poisson of{.rate = 40, .customers = 40'000};
  const auto time = [&](const std::string& balancer, double delay_s) {
    ServiceCase service = replicas_of(50, {balancer, {}});
    service.rules.information_delay = seconds(delay_s);
    double sum = 0;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) sum += mean_time(served(service, *visitors(of, seed), seed), 4'000) / 4;
    return sum;
  };
  const double chance = time("random", 0);
  const double two = time("power_of_two", 0);
  const double two_later = time("power_of_two", 2);
  CHECK(chance == doctest::Approx(5).epsilon(0.05));
  CHECK(two < 0.8 * two_later);
  CHECK(two_later < 0.9 * chance);
  CHECK(time("least_connections", 0) < two);
  CHECK(time("least_connections", 10) > 1.5 * chance);
  CHECK(time("random", 10) == chance);
}

}  // namespace suanli::test
