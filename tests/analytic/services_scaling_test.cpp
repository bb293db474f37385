// services_scaling_test.cpp -- numbers of replicas that formulas and documents give, through the whole engine.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/analytic/analytic_cases.h"
#include "tests/analytic/service_queueing.h"

namespace suanli::test {
namespace {

// Numbers inside as arrivals find them, after the first `skipped` requests.
std::vector<int> found_inside(const Served& run, std::size_t skipped) {
  std::vector<std::int64_t> ends = run.end;
  std::sort(ends.begin(), ends.end());
  std::vector<int> found;
  for (std::size_t i = skipped; i < run.size(); ++i) {
    const auto left = std::upper_bound(ends.begin(), ends.end(), run.arrival_ns(i)) - ends.begin();
    found.push_back(static_cast<int>(i) - static_cast<int>(left));
  }
  return found;
}

double share_above(const std::vector<int>& found, int limit) {
  return static_cast<double>(std::count_if(found.begin(), found.end(), [&](int n) { return n > limit; })) / static_cast<double>(found.size());
}

ServiceCase scaled(const PolicyChoice& scaling, std::uint32_t replicas, std::uint32_t max) {
  ServiceCase each = replicas_of(replicas);
  each.scaling = scaling;
  each.rules.scaling = {.replicas = replicas, .min = 1, .max = max, .interval = seconds(10)};
  return each;
}

// At `at_s`: ready or booting.
int replicas_at(const Served& run, double at_s) {
  int count = 0;
  for (const Served::Life& life : run.lives) count += life.from_s <= at_s && at_s < life.until_s ? 1 : 0;
  return count;
}

}  // namespace

// Nobody waits: the number inside is Poisson with mean 20 x 1.5 whatever the law. P(N > 40) is its tail.
TEST_CASE("services: with servers for all the number inside is Poisson, whatever the law") {
  double term = std::exp(-30), above = 1;
  for (int n = 0; n <= 40; term *= 30.0 / ++n) above -= term;
  agrees_with_file("mginf", "L", 30);
  agrees_with_file("mginf", "P_gt_40", above);
  const auto z = [&](const Law& law, double service) {
    return z_scores({30, 30, above}, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = 20, .service = service, .law = law}, seed);
      const auto found = found_inside(served(slots(1'000'000), *workload, seed), 4'000);
      double mean = 0, square = 0;
      for (const int n : found) {
        mean += n / static_cast<double>(found.size());
        square += (n - 30.0) * (n - 30.0) / static_cast<double>(found.size());
      }
      return std::vector<double>{mean, square, share_above(found, 40)};
    });
  };
  for (const Law& law : {Law(deterministic), Law(exponential), Law(hyperexponential_4)}) accept(z(law, 1.5));
  for (const double mutant : z(exponential, 1.5 * 1.05)) refuse(mutant);
}

// One replica for each request outstanding, asked ten times a second: the replicas' time cannot be below the work, 30 at a time, and comes near it.
// Fixed replicas need 41 for as few waits as 3 %.
TEST_CASE("services: an ideal scaler's replicas are those of a queue with servers for all, and no scaler's are fewer") {
  const auto workload = visitors({.rate = 20, .service = 1.5, .customers = 6'000}, 1);
  double work = 0;
  for (const Duration each : workload->requests.duration) work += to_seconds(each);
  const auto time_of_replicas = [&](double target) {
    ServiceCase ideal = scaled({"target_utilisation", {{"metric", std::string("outstanding")}, {"target", target}, {"tolerance", 0.0}, {"down_window_s", 0.0}}}, 30, 100);
    ideal.rules.scaling.interval = seconds(0.1);
    ideal.rules.gateway.replica_outstanding = 1;
    const Served run = served(ideal, *workload, 1);
    double sum = 0;
    for (const Served::Life& life : run.lives) sum += life.until_s - life.from_s;
    for (std::size_t i = 0; i < run.size(); ++i) REQUIRE(run.completed(i));
    return sum;
  };
  const double near = time_of_replicas(1);
  CHECK(near >= work);
  CHECK(near < 1.06 * work);
  CHECK(time_of_replicas(0.5) > 1.5 * work);
}

// 6.8 a second, one served a second, 1 s: nine replicas leave P = .0378 late, eight .1725 (Erlang 1917). The scaler is told the rate and finds the
// number; Poisson arrivals at that number are late as often as it took them to be.
TEST_CASE("services: slo_aware takes the fewest replicas that Erlang's C allows, and they keep what it promises") {
  std::vector<RequestRecord> requests;
  for (int i = 0; i < 6.8 * 300; ++i) requests.push_back(lasting(i / 6.8, 1));
  const auto even = requests_of(std::move(requests));
  for (const auto& [goal, wanted] : {std::pair{0.95, 9}, {0.83, 9}, {0.82, 8}, {0.963, 10}}) {
    CAPTURE(goal);
    const ServiceCase service = scaled({"slo_aware", {{"w", 1.0}, {"goal", goal}, {"replica_rate", 1.0}}}, 7, 20);
    CHECK(replicas_at(served(service, *even, 1), 200) == wanted);
  }
  const auto late_z = [](std::uint32_t replicas, double expected) {
    return z_score(expected, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = 6.8, .customers = 40'000}, seed);
      const Served run = served(single_slots(replicas, {"round_robin", {}}), *workload, seed);
      return mean_of(run, [&](std::size_t i) { return run.wait_s(i) > 1 ? 1.0 : 0.0; });
    });
  };
  const auto late = [](int replicas) { return erlang_c_wait(replicas, 6.8) * (replicas - 6.8) * std::exp(-(replicas - 6.8)); };
  CHECK(late(9) == doctest::Approx(0.0378).epsilon(0.002));
  CHECK(late(8) == doctest::Approx(0.1725).epsilon(0.002));
  accept(late_z(9, late(9)));
  accept(late_z(8, late(8)));
  refuse(late_z(8, late(9)));
}

// The documents' examples: 50 replicas busy for 9 of 10 s, target 75 %: 60. 4 busy for 8.2 s: within the tolerance of a tenth, 4. Two busy all the time
// at a target of 50 %: 4 at 10 s; at 20 s the two new ones still boot (15 s), count as idle, and make it 50 %: 4.
TEST_CASE("services: target_utilisation as the documents of the Kubernetes autoscaler have it") {
  const auto requests = [](std::uint32_t count, double duration_s) {
    std::vector<RequestRecord> all(count, lasting(0, duration_s));
    all.push_back(lasting(40, 1));  // so that the run goes on
    return requests_of(std::move(all));
  };
  const auto busy = [](double target) { return PolicyChoice{"target_utilisation", {{"target", target}}}; };
  ServiceCase fifty = scaled(busy(0.75), 50, 100);
  CHECK(replicas_at(served(fifty, *requests(50, 9), 1), 11) == 60);
  ServiceCase four = scaled(busy(0.75), 4, 100);
  CHECK(replicas_at(served(four, *requests(4, 8.2), 1), 11) == 4);
  CHECK(replicas_at(served(four, *requests(4, 8.3), 1), 11) == 5);  // 1.107
  ServiceCase two = scaled(busy(0.5), 2, 100);
  two.rules.scaling.boot = seconds(15);
  const auto workload = requests(2, 30);
  const Served run = served(two, *workload, 1);
  CHECK(replicas_at(run, 11) == 4);
  CHECK(replicas_at(run, 21) == 4);
}

}  // namespace suanli::test
