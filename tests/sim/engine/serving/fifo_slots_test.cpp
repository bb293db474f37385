// fifo_slots_test.cpp -- c servers and a queue: by hand, against the recursions of Lindley and of Kiefer and Wolfowitz, and closed forms.
#include "sim/base/random.h"
#include "tests/sim/engine/serving/queueing_requests.h"
#include "tests/sim/engine/serving/serving_driver.h"

namespace suanli::test {
namespace {

TEST_CASE("two slots and a queue, worked by hand") {
  // 0 and 1 start at once; 2 waits for 1 (end 3), 3 for 0 (end 4); at 3 request 4 comes just as 1 ends, behind 2 and 3.
  RequestList list;
  list.lasting(0, 4);
  list.lasting(1, 2);
  list.lasting(2, 3);
  list.lasting(2, 1);
  list.lasting(3, 1);
  const auto engine = make_serving("fifo_slots", {{"slots", std::int64_t{2}}});
  const ReplicaProfile profile;
  ServingDriver driver(*engine, list, {&profile});
  driver.run();
  const std::vector<std::pair<double, double>> expected{{0, 4}, {1, 3}, {3, 6}, {4, 5}, {5, 6}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(driver.outcomes()[i].started == at_s(expected[i].first));
    CHECK(driver.outcomes()[i].ended == at_s(expected[i].second));
  }
  const ReplicaTotals totals = engine->totals(driver.last(), ReplicaId{});
  CHECK(totals.busy == *to_duration(6.0));
  CHECK(totals.iterations == 5);
}

TEST_CASE("a replica of half the speed takes twice as long") {
  RequestList list;
  list.lasting(0, 1);
  const auto engine = make_serving("fifo_slots");
  ReplicaProfile profile;
  profile.speed = 0.5;
  ServingDriver driver(*engine, list, {&profile});
  driver.run();
  CHECK(driver.outcomes()[0].ended == at_s(2));
}

TEST_CASE("a slot that becomes free at the instant of an arrival makes room for it") {
  RequestList list;
  list.lasting(0, 1);
  list.lasting(0.5, 1);
  list.lasting(1, 1);
  const auto engine = make_serving("fifo_slots", {{"capacity", std::int64_t{1}}});
  const ReplicaProfile profile;
  ServingDriver driver(*engine, list, {&profile});
  driver.run();
  CHECK(driver.outcomes()[1].refused);
  CHECK(driver.outcomes()[2].started == at_s(1));
}

TEST_CASE("patience ends a wait, but not at the instant of the start") {
  // Patience 2: request 1 (at 1) sees the slot free at 3 and takes it; 2 (at 1.5) leaves at 3.5; 3 (at 4) starts at 5.
  RequestList list;
  list.lasting(0, 3);
  list.lasting(1, 2);
  list.lasting(1.5, 1);
  list.lasting(4, 1);
  const auto engine = make_serving("fifo_slots", {{"patience_s", 2.0}});
  const ReplicaProfile profile;
  ServingDriver driver(*engine, list, {&profile});
  driver.run();
  CHECK(driver.outcomes()[1].started == at_s(3));
  CHECK(driver.outcomes()[2].abandoned);
  CHECK(driver.outcomes()[2].ended == at_s(3.5));
  CHECK(driver.outcomes()[2].started == time_never);
  CHECK(driver.outcomes()[3].started == at_s(5));
}

TEST_CASE("a request that is taken away makes room at once, wherever it was") {
  // 0 runs, 1 and 2 wait. 1 goes at 1; 0 goes at 2, so 2 starts then.
  RequestList list;
  list.lasting(0, 10);
  list.lasting(0, 1);
  list.lasting(0, 1);
  const auto engine = make_serving("fifo_slots");
  const ReplicaProfile profile;
  ServingDriver driver(*engine, list, {&profile});
  driver.withdrawals = {{at_s(1), RequestId{1}}, {at_s(2), RequestId{0}}};
  driver.run();
  CHECK(driver.outcomes()[0].ended == time_never);
  CHECK(driver.outcomes()[1].started == time_never);
  CHECK(driver.outcomes()[2].started == at_s(2));
  CHECK(driver.outcomes()[2].ended == at_s(3));
  CHECK(engine->load(driver.last(), ReplicaId{}).outstanding() == 0);
}

// Waits by the recursion: the vector of remaining work at the c servers, sorted; its first entry is the wait.
std::vector<Duration> kiefer_wolfowitz(const RequestList& list, std::size_t servers) {
  std::vector<Duration> left(servers, Duration{});
  std::vector<Duration> waits;
  SimTime before{};
  for (std::size_t i = 0; i < list.columns.size(); ++i) {
    const auto request = static_cast<RequestId>(i);
    for (Duration& each : left) each = std::max(Duration{}, each - (list.columns.arrival[request] - before));
    before = list.columns.arrival[request];
    std::sort(left.begin(), left.end());
    waits.push_back(left[0]);
    left[0] += list.columns.duration[request];
  }
  return waits;
}

TEST_CASE("waits are those of the recursions of Lindley (c = 1) and of Kiefer and Wolfowitz, bit for bit") {
  for (const std::size_t servers : {1, 2, 3, 8, 64}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      CAPTURE(servers);
      CAPTURE(seed);
      const auto rate = 0.9 * static_cast<double>(servers);
      RequestList list = poisson_requests({rate, 1, 3000, seed % 2 == 0 ? Law(hyperexponential_4) : Law(exponential)}, seed);
      if (seed == 5) {  // whole seconds: ties everywhere, some without a duration
        for (SimTime& arrival : list.columns.arrival) arrival = SimTime(arrival.time_since_epoch() / 1'000'000'000 * 1'000'000'000);
        for (Duration& duration : list.columns.duration) duration = duration / 1'000'000'000 * 1'000'000'000;
      }
      const auto engine = make_serving("fifo_slots", {{"slots", static_cast<std::int64_t>(servers)}});
      const ReplicaProfile profile;
      ServingDriver driver(*engine, list, {&profile});
      driver.run();
      const auto expected = kiefer_wolfowitz(list, servers);
      bool same = true;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto request = static_cast<RequestId>(i);
        same = same && driver.outcomes()[i].started - list.columns.arrival[request] == expected[i] &&
               driver.outcomes()[i].ended - driver.outcomes()[i].started == list.columns.duration[request];
      }
      CHECK(same);
    }
  }
}

TEST_CASE("M/M/1 and M/M/c: the mean wait of Erlang's formula") {
  for (const auto& [servers, rate] : std::vector<std::pair<int, double>>{{1, 0.7}, {2, 1.6}, {8, 6.8}, {64, 57.6}}) {
    CAPTURE(servers);
    const auto mean_wait = [&, c = servers, r = rate](double service) {
      return [=](std::uint64_t seed) {
        const RequestList list = poisson_requests({r, service, 20'000}, seed);
        const auto engine = make_serving("fifo_slots", {{"slots", std::int64_t{c}}});
        return mean_of(*engine, list, [&](const Outcome& outcome, RequestId request) {
          return std::optional(outcome.wait_s(list.columns.arrival[request]));
        });
      };
    };
    CHECK(std::abs(z_score(erlang_c_wait(servers, rate), mean_wait(1))) <= 4);
    CHECK(std::abs(z_score(erlang_c_wait(servers, rate), mean_wait(1.05))) > 4);  // a service 5 % slower is seen
  }
}

TEST_CASE("M/G/c/c: Erlang's loss, whatever the law of service") {
  const auto loss = [](int servers, double load, Law law, double service) {
    return [=](std::uint64_t seed) {
      const RequestList list = poisson_requests({load, service, 20'000, law}, seed);
      const auto engine = make_serving("fifo_slots", {{"slots", std::int64_t{servers}}, {"capacity", std::int64_t{servers}}});
      return mean_of(*engine, list, [](const Outcome& outcome, RequestId) { return std::optional(outcome.refused ? 1.0 : 0.0); });
    };
  };
  for (const Law& law : {Law(exponential), Law(deterministic), Law(hyperexponential_4)}) {
    for (const auto& [servers, load] : std::vector<std::pair<int, double>>{{8, 6.8}, {10, 10}}) {
      CHECK(std::abs(z_score(erlang_b(servers, load), loss(servers, load, law, 1))) <= 4);
      CHECK(std::abs(z_score(erlang_b(servers, load), loss(servers, load, law, 1.05))) > 4);
    }
  }
  // 100 servers: from an empty start the first hundred are never refused; a longer run hides it.
  const auto hundred = [](std::uint64_t seed) {
    const RequestList list = poisson_requests({90, 1, 200'000}, seed);
    const auto engine = make_serving("fifo_slots", {{"slots", std::int64_t{100}}, {"capacity", std::int64_t{100}}});
    return mean_of(*engine, list, [](const Outcome& outcome, RequestId) { return std::optional(outcome.refused ? 1.0 : 0.0); });
  };
  CHECK(std::abs(z_score(erlang_b(100, 90), hundred)) <= 4);
}

TEST_CASE("M/G/1: the mean wait of Pollaczek and Khinchine") {
  // Wq = rate E[S^2] / 2 (1 - rho), with 1 + scv for E[S^2].
  const std::vector<std::pair<Law, double>> laws{{deterministic, 0}, {erlang_2, 0.5}, {exponential, 1}, {hyperexponential_4, 4}};
  for (const auto& [law, scv] : laws) {
    CAPTURE(scv);
    const auto mean_wait = [&, by = law](double service) {
      return [=](std::uint64_t seed) {
        const RequestList list = poisson_requests({0.7, service, 50'000, by}, seed);
        const auto engine = make_serving("fifo_slots");
        return mean_of(*engine, list, [&](const Outcome& outcome, RequestId request) {
          return std::optional(outcome.wait_s(list.columns.arrival[request]));
        });
      };
    };
    const double expected = 0.7 * (1 + scv) / (2 * (1 - 0.7));
    CHECK(std::abs(z_score(expected, mean_wait(1))) <= 4);
    CHECK(std::abs(z_score(expected, mean_wait(1.05))) > 4);
  }
}

TEST_CASE("two queues in tandem: Jackson's sum of times") {
  // jackson_tandem of the analytic cases: rate 0.5, mu 1 and 0.8: T = 2 + 10/3. Requests of the second are the ends of the first.
  const auto mean_time = [](double second) {
    return [second](std::uint64_t seed) {
      const RequestList first = poisson_requests({0.5, 1, 20'000}, seed);
      const auto engine = make_serving("fifo_slots");
      const ReplicaProfile profile;
      ServingDriver driver(*engine, first, {&profile}, false);
      driver.run();
      Stream services(seed, "second services");
      RequestList then;
      for (const Outcome& outcome : driver.outcomes()) then.add(outcome.ended, *to_duration(services.exponential(second)));
      const auto next = make_serving("fifo_slots");
      return mean_of(*next, then, [&](const Outcome& outcome, RequestId request) {
        return std::optional(to_seconds(outcome.ended - first.columns.arrival[request]));
      });
    };
  };
  CHECK(std::abs(z_score(5.333333333, mean_time(1.25))) <= 4);
  CHECK(std::abs(z_score(5.333333333, mean_time(1.25 * 1.05))) > 4);
}

TEST_CASE("M/M/c+M: who gives up") {
  // erlang_a of the analytic cases: rate 10, mu 1, theta 0.5, c 10.
  const auto abandoned = [](double patience) {
    return [patience](std::uint64_t seed) {
      const RequestList list = poisson_requests({10, 1, 20'000}, seed);
      const auto engine = make_serving(
          "fifo_slots", {{"slots", std::int64_t{10}}, {"patience_s", patience}, {"patience_law", std::string("exponential")}}, seed);
      return mean_of(*engine, list, [](const Outcome& outcome, RequestId) { return std::optional(outcome.abandoned ? 1.0 : 0.0); });
    };
  };
  CHECK(std::abs(z_score(0.1039132123, abandoned(2))) <= 4);
  CHECK(std::abs(z_score(0.1039132123, abandoned(2 / 1.3))) > 4);
}

TEST_CASE("M/M/1/K: what a bounded queue refuses") {
  const auto loss = [](double service) {
    return [service](std::uint64_t seed) {
      const RequestList list = poisson_requests({0.9, service, 20'000}, seed);
      const auto engine = make_serving("fifo_slots", {{"capacity", std::int64_t{5}}});
      return mean_of(*engine, list, [](const Outcome& outcome, RequestId) { return std::optional(outcome.refused ? 1.0 : 0.0); });
    };
  };
  CHECK(std::abs(z_score(0.12602255, loss(1))) <= 4);
  CHECK(std::abs(z_score(0.12602255, loss(1.05))) > 4);
}

}  // namespace
}  // namespace suanli::test
