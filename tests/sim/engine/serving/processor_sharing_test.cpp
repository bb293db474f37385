// processor_sharing_test.cpp -- equal shares: by hand, against a naive division of time, and insensitive to the law of service.
#include "tests/sim/engine/serving/queueing_requests.h"
#include "tests/sim/engine/serving/serving_driver.h"

namespace suanli::test {
namespace {

std::vector<Outcome> run(const RequestList& list, const std::map<std::string, ParamValue>& given) {
  const auto engine = make_serving("processor_sharing", given);
  const ReplicaProfile profile;
  ServingDriver driver(*engine, list, {&profile});
  driver.run();
  return driver.outcomes();
}

TEST_CASE("two requests share, worked by hand") {
  // 4 s at 0, 2 s at 1: alone until 1, then halves: the second has its 2 s at 5, the first its last second at 6.
  RequestList list;
  list.lasting(0, 4);
  list.lasting(1, 2);
  const auto outcomes = run(list, {});
  CHECK(outcomes[0].ended == at_s(6));
  CHECK(outcomes[1].ended == at_s(5));
}

TEST_CASE("nobody runs faster than alone") {
  // Two slots: 4 s at 0 and 2 s at 1 do not disturb each other; a third one does, from 2 on: 2/3 of full speed for all. The second has 1 s
  // left then and ends at 3.5; the others go on at full speed: 4 - 2 - 1 = 1 s to 4.5; 3 - 1 = 2 s to 5.5.
  RequestList list;
  list.lasting(0, 4);
  list.lasting(1, 2);
  list.lasting(2, 3);
  const auto outcomes = run(list, {{"slots", std::int64_t{2}}});
  CHECK(outcomes[0].ended == at_s(4.5));
  CHECK(outcomes[1].ended == at_s(3.5));
  CHECK(outcomes[2].ended == at_s(5.5));
}

TEST_CASE("one at a time is a queue with one server") {
  const RequestList list = poisson_requests({0.9, 1, 3000}, 1);
  const auto sharing = run(list, {{"max_running", std::int64_t{1}}});
  const auto engine = make_serving("fifo_slots");
  const ReplicaProfile profile;
  ServingDriver driver(*engine, list, {&profile});
  driver.run();
  CHECK(sharing == driver.outcomes());
}

// Ends of requests that share, each step of time divided anew: the end of the one with the least work left comes next.
std::vector<double> naive_ends(const RequestList& list, double slots) {
  std::vector<double> left(list.columns.size(), -1);
  std::vector<double> ends(list.columns.size(), 0);
  double now = 0;
  std::size_t arrived = 0;
  while (true) {
    std::vector<std::size_t> running;
    for (std::size_t i = 0; i < arrived; ++i) {
      if (ends[i] == 0) running.push_back(i);
    }
    if (running.empty() && arrived == list.columns.size()) return ends;
    const double rate = running.empty() ? 1 : std::min(1.0, slots / static_cast<double>(running.size()));
    double next = 1e18;
    std::size_t who = list.columns.size();
    for (const std::size_t i : running) {
      if (now + left[i] / rate < next) next = now + left[i] / rate, who = i;
    }
    bool arrival = false;
    if (arrived < list.columns.size()) {
      const double at = to_seconds(list.columns.arrival[static_cast<RequestId>(arrived)].time_since_epoch());
      if (at <= next) next = at, arrival = true;
    }
    for (const std::size_t i : running) left[i] -= (next - now) * rate;
    now = next;
    if (arrival) {
      left[arrived] = to_seconds(list.columns.duration[static_cast<RequestId>(arrived)]);
      ++arrived;
    } else {
      ends[who] = now;
    }
  }
}

TEST_CASE("ends are those of a division of each step of time, to a few nanoseconds") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    const std::int64_t slots = 1 + static_cast<std::int64_t>(seed) / 2;
    const RequestList list = poisson_requests({0.9 * static_cast<double>(slots), 1, 400, seed % 2 == 0 ? Law(exponential) : Law(hyperexponential_4)}, seed);
    const auto outcomes = run(list, {{"slots", slots}});
    const auto expected = naive_ends(list, static_cast<double>(slots));
    double worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      worst = std::max(worst, std::abs(to_seconds(outcomes[i].ended.time_since_epoch()) - expected[i]));
    }
    CHECK(worst < 20e-9);
  }
}

TEST_CASE("equal requests at one instant end together") {
  RequestList list;
  for (int i = 0; i < 3; ++i) list.lasting(1, 1);
  list.lasting(2, 5);
  const auto outcomes = run(list, {});
  // 1 to 2: a third of a second each; then quarters for 8/3 s until all three have theirs at 14/3.
  for (int i = 0; i < 3; ++i) CHECK(outcomes[static_cast<std::size_t>(i)].ended == SimTime(Duration(4'666'666'667)));
}

TEST_CASE("a request that is taken away leaves its share to the others") {
  RequestList list;
  list.lasting(0, 4);
  list.lasting(0, 4);
  const auto engine = make_serving("processor_sharing");
  const ReplicaProfile profile;
  ServingDriver driver(*engine, list, {&profile});
  driver.withdrawals = {{at_s(2), RequestId{0}}};
  driver.run();
  CHECK(driver.outcomes()[0].ended == time_never);
  CHECK(driver.outcomes()[1].ended == at_s(5));
  CHECK(engine->totals(driver.last(), ReplicaId{}).busy == *to_duration(5.0));
}

TEST_CASE("M/G/1 with shares: the mean time of Kleinrock's formula, whatever the law of service") {
  const auto mean_time = [](Law law, double service) {
    return [law, service](std::uint64_t seed) {
      const RequestList list = poisson_requests({0.7, service, 20'000, law}, seed);
      const auto engine = make_serving("processor_sharing");
      return mean_of(*engine, list, [&](const Outcome& outcome, RequestId request) {
        return std::optional(to_seconds(outcome.ended - list.columns.arrival[request]));
      });
    };
  };
  for (const Law& law : {Law(deterministic), Law(exponential), Law(hyperexponential_4)}) {
    CHECK(std::abs(z_score(1 / (1 - 0.7), mean_time(law, 1))) <= 4);
    CHECK(std::abs(z_score(1 / (1 - 0.7), mean_time(law, 1.05))) > 4);
  }
}

}  // namespace
}  // namespace suanli::test
