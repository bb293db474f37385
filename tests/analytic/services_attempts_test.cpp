// services_attempts_test.cpp -- closed forms of requests that come again: in tandem, after failures, refusals and time outs, and as copies.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/analytic/analytic_cases.h"
#include "tests/analytic/drawn_service.h"
#include "tests/analytic/service_queueing.h"

namespace suanli::test {
namespace {

constexpr std::size_t endless = 1'000'000;

struct DrawnRun {
  Served served;
  double work_s = 0;
};
DrawnRun drawn(const ServiceCase& service, DrawnService::Rule rule, const Workload& workload, std::uint64_t seed) {
  DrawnService engine(rule, seed);
  Served run = served({service}, workload, seed, [&](ServiceParts& parts) { parts.setups[0].engine = &engine; });
  return {std::move(run), engine.work_s()};
}

}  // namespace

// Requests do not depend on each other: the second service's arrivals are the ends of a first run. T = 1/(1 - 0.5) + 1/(0.8 - 0.5).
TEST_CASE("services: what leaves one service and enters another takes as long as Jackson's network says") {
  const double expected = 1 / 0.5 + 1 / 0.3;
  agrees_with_file("jackson_tandem", "T", expected);
  const auto z = [&](double second_service) {
    return z_score(expected, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = 0.5}, seed);
      const Served first = served(slots(1), *workload, seed);
      Stream services(seed, "second services");
      std::vector<RequestRecord> requests;
      for (std::size_t i = 0; i < first.size(); ++i) {
        requests.push_back(lasting(0, services.exponential(second_service)));
        requests.back().arrival = SimTime(Duration(first.end[i]));
      }
      const auto then = requests_of(std::move(requests));
      return mean_time(first) + mean_time(served(slots(1), *then, seed));
    });
  };
  accept(z(1.25));
  refuse(z(1.25 * 1.05));
}

// A quarter of the answers are failures, and the request comes back at once: gamma / (1 - p) = 2/3 arrive a second at a server of rate 1, L = 2 and
// T = L / gamma = 4 (Jackson 1957).
TEST_CASE("services: retries of failed work load the server as Jackson's feedback does") {
  agrees_with_file("jackson_feedback", "lam_eff", 2.0 / 3);
  agrees_with_file("jackson_feedback", "T", 4);
  ServiceCase service = replicas_of(1);
  service.rules.retry = {.retries = 1'000, .backoff = Duration(1), .factor = 1};
  const auto z = [&](double fails) {
    return z_scores({4, 2.0 / 3}, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = 0.5, .customers = 40'000}, seed);
      const Served run = drawn(service, {.slots = 1, .fails = fails}, *workload, seed).served;
      const auto attempts = static_cast<double>(run.sent(RoutedAs::first) + run.sent(RoutedAs::retry));
      return std::vector<double>{mean_time(run), attempts / run.arrival_s(run.size() - 1)};
    });
  };
  accept(z(0.25));
  for (const double mutant : z(0.27)) refuse(mutant);
}

// Four servers without a queue, load 3, two retries after so long that what they find is independent of the refusal: an attempt is refused with
// B = ErlangB(4, x), and x = 3 (1 + B + B^2) (Cohen 1957). The share served at once is 1 - B, that lost B^3.
TEST_CASE("services: retries after refusals load a loss system as the fixed point of Erlang's B says") {
  double blocked = 0;
  for (int i = 0; i < 200; ++i) blocked = erlang_b(4, 3 * (1 + blocked + blocked * blocked));
  ServiceCase service = slots(4, 4);
  service.rules.retry = {.retries = 2, .backoff = seconds(300), .factor = 1, .longest = seconds(300), .jitter = 1};
  const auto z = [&](std::uint32_t retries) {
    service.rules.retry.retries = retries;
    return z_scores({1 - blocked, std::pow(blocked, 3)}, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = 3}, seed);
      const Served run = served(service, *workload, seed);
      const double span = run.arrival_s(run.size() - 1);
      double count = 0, at_once = 0, lost = 0;
      for (std::size_t i = 0; i < run.size(); ++i) {
        if (run.arrival_s(i) < 1'200 || run.arrival_s(i) > span - 1'200) continue;  // while first attempts and retries all come
        ++count;
        if (!run.completed(i)) ++lost;
        else if (run.as[i] == RoutedAs::first) ++at_once;
      }
      return std::vector<double>{at_once / count, lost / count};
    });
  };
  accept(z(2));
  for (const double mutant : z(1)) refuse(mutant);
}

// Nobody waits, and each attempt takes an exponential time of its own: it outlives 1 s with q = 1/e. With two retries after 0.5 s q^3 fail; an attempt
// takes E[min(X, 1)] = 1 - q, there are 1 + q + q^2, and the time of a request is that sum, and 0.5 s for each retry.
TEST_CASE("services: time outs and retries take what the law of one attempt says") {
  const double q = std::exp(-1);
  const auto z = [&](double timeout_s) {
    ServiceCase service = replicas_of(1);
    service.rules.retry = {.timeout = seconds(timeout_s), .retries = 2, .backoff = seconds(0.5), .factor = 1};
    return z_scores({q * q * q, (1 - q) * (1 + q + q * q), (1 - q) * (1 + q + q * q) + 0.5 * (q + q * q)}, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = 5}, seed);
      const DrawnRun run = drawn(service, {.slots = endless}, *workload, seed);
      const double failed = mean_of(run.served, [&](std::size_t i) { return run.served.completed(i) ? 0.0 : 1.0; });
      return std::vector<double>{failed, run.work_s / static_cast<double>(run.served.size()), mean_time(run.served)};
    });
  };
  accept(z(1));
  for (const double mutant : z(1.05)) refuse(mutant);
}

// Nobody waits. The answer after d is the first of two exponentials, the rest of the one and the copy's: E[T] = 1 - e^-d / 2, and with d = 0 the
// minimum of two, 1/2 (that of r is 1/r). e^-d are copied. A copy costs nothing where times have no memory: the servers' time is 1 a request.
// P(T > d + t) = e^-(d + 2 t).
TEST_CASE("services: the first of two copies answers as the minimum of two exponentials does") {
  agrees_with_file("fork_join_max", "E_min_3", 1.0 / 3);
  const auto z = [&](double after_s, double expected_after_s) {
    ServiceCase service = replicas_of(3);
    service.rules.hedge.after = std::max(seconds(after_s), Duration(1));
    const double copied = std::exp(-expected_after_s);
    return z_scores({1 - copied / 2, copied, 1, copied * std::exp(-1)}, [&](std::uint64_t seed) {
      const auto workload = visitors({.rate = 5}, seed);
      const DrawnRun run = drawn(service, {.slots = endless}, *workload, seed);
      const auto count = static_cast<double>(run.served.size());
      return std::vector<double>{mean_time(run.served), static_cast<double>(run.served.sent(RoutedAs::copy)) / count, run.work_s / count,
                                 mean_of(run.served, [&](std::size_t i) { return run.served.time_s(i) > expected_after_s + 0.5 ? 1.0 : 0.0; })};
    });
  };
  accept(z(0.5, 0.5));
  accept(z(1, 1));
  const auto late = z(0.55, 0.5);
  refuse(late[0]);
  refuse(late[1]);
  accept(late[2]);
  refuse(late[3]);
  // At once all are copied, which leaves nothing to chance there.
  const auto at_once = z(0, 0);
  accept(at_once[0]);
  accept(at_once[2]);
}

}  // namespace suanli::test
