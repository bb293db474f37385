// service_fleet_test.cpp -- services in the event loop: gateway, retries, copies, replicas that come and go, beside jobs; worked by hand.
#include "sim/engine/serving/service_fleet.h"

#include <doctest/doctest.h>

#include "sim/base/random.h"
#include "tests/support/service_case.h"

namespace suanli::test {
namespace {

ServiceCase one_slot(std::uint32_t replicas) {
  ServiceCase each{.name = "s"};
  each.rules.scaling.replicas = replicas;
  each.rules.scaling.max = std::max(replicas, 1U);
  each.scaling = {"fixed", {}};
  return each;
}

std::vector<double> ends_of(const ServiceLog& log) {
  std::vector<double> ends;
  for (const auto& each : log.requests) ends.push_back(each.end);
  return ends;
}

}  // namespace

// One replica of one slot: 0-4, 4-6 (arrived at 1), 9-10 (arrived at 9, idle from 6).
TEST_CASE("requests wait their turn at a replica, and the run ends with the last of them") {
  const auto workload = requests_of({lasting(0, 4), lasting(1, 2), lasting(9, 1)});
  const ServiceLog log = serve({one_slot(1)}, *workload, cpu_nodes(1));
  CHECK(ends_of(log) == std::vector<double>{4, 6, 10});
  CHECK(log.requests[1].start == 4);
  CHECK(log.requests[2].start == 9);
  CHECK(in_s(log.outcome.end) == 10);
  CHECK(log.replicas[0][0].ready == 0);
  CHECK(log.replicas[0][0].totals.busy == seconds(7));
  for (const auto& each : log.requests) {
    CHECK(each.arrivals == 1);
    CHECK(each.ends == 1);
    CHECK(each.status == JobStatus::completed);
    CHECK(each.replica == 0);
  }
}

// Three arrive at 0, two replicas by turns: 1 and 3 at the first, 2 at the second.
TEST_CASE("the balancer sends requests to replicas by turns") {
  const auto workload = requests_of({lasting(0, 4), lasting(0, 1), lasting(0, 1)});
  const ServiceLog log = serve({one_slot(2)}, *workload, cpu_nodes(2));
  CHECK(ends_of(log) == std::vector<double>{4, 1, 5});
  CHECK(log.requests[2].routed == std::vector<int>{0});
}

// Two services and a job on three CPUs: replicas go first, so the job of two CPUs never finds room while they stay.
TEST_CASE("replicas and jobs share the nodes, and a job starts only where no replica is") {
  const auto workload = requests_of({lasting(0, 4, "a"), lasting(0, 4, "b")}, {cpu_job(0, 1, 5, 5), cpu_job(0, 2, 5, 5)});
  ServiceCase a = one_slot(1), b = one_slot(1);
  a.name = "a", b.name = "b";
  const ServiceLog log = serve({a, b}, *workload, cpu_nodes(3));
  CHECK(log.job_starts == std::vector<double>{0});
  CHECK(ends_of(log) == std::vector<double>{4, 4});
  CHECK(log.replicas[0][0].node != log.replicas[1][0].node);
  CHECK(in_s(log.outcome.end) == 5);
}

// Time out 3 s, two retries after 1 s and 2 s. The first runs 0-3, comes back at 4, runs to 7, comes back at 9 and fails at 12. The second, sent at
// 1, is served from 3 to 4: its end comes before its time out.
TEST_CASE("a client gives up, waits longer each time and comes back") {
  const auto workload = requests_of({lasting(0, 10), lasting(1, 1)});
  ServiceCase service = one_slot(1);
  service.rules.retry = {.timeout = seconds(3), .retries = 2, .backoff = seconds(1)};
  const ServiceLog log = serve({service}, *workload, cpu_nodes(1));
  CHECK(log.requests[0].status == JobStatus::failed);
  CHECK(log.requests[0].fault == RequestFault::timeout);
  CHECK(log.requests[0].end == 12);
  CHECK(log.requests[0].as == std::vector<RoutedAs>{RoutedAs::first, RoutedAs::retry, RoutedAs::retry});
  CHECK(log.requests[1].start == 3);
  CHECK(log.requests[1].end == 4);
}

// One slot, and a queue of one at it (capacity 2). The third is refused at 0, comes back at 1 (refused), at 3: the first ended at 3, so it waits
// for the second, 3-6, and runs 6-9.
TEST_CASE("a refused request comes back after a pause that doubles") {
  const auto workload = requests_of({lasting(0, 3), lasting(0, 3), lasting(0, 3)});
  ServiceCase service = one_slot(1);
  service.serving.params["capacity"] = ParamValue(std::int64_t{2});
  CHECK(serve({service}, *workload, cpu_nodes(1)).requests[2].fault == RequestFault::refused);
  service.rules.retry = {.retries = 3, .backoff = seconds(1)};
  const ServiceLog log = serve({service}, *workload, cpu_nodes(1));
  CHECK(ends_of(log) == std::vector<double>{3, 6, 9});
}

// Two replicas; a copy after 2 s. The first request runs at 0 for 10 s; its copy goes to 1 at 2 and would run 2-12: the original wins at 10. The
// second request (arrived at 1, ended at 1.5 at replica 1) is not copied.
TEST_CASE("who is slow is sent twice, the first answer counts and the other is withdrawn") {
  const auto workload = requests_of({lasting(0, 10), lasting(1, 0.5)});
  ServiceCase service = one_slot(2);
  service.rules.hedge.after = seconds(2);
  const ServiceLog log = serve({service}, *workload, cpu_nodes(2));
  CHECK(log.requests[0].routed == std::vector<int>{0, 1});
  CHECK(log.requests[0].as.back() == RoutedAs::copy);
  CHECK(log.requests[0].replica == 0);
  CHECK(ends_of(log) == std::vector<double>{10, 1.5});
  CHECK(log.requests[1].routed.size() == 1);
  CHECK(log.replicas[0][1].totals.busy == seconds(0.5 + 8));
}

// 1 is at replica 0 for 10 s, 2 and 3 at the others for 1 s, 4 at 0 behind 1. At 2 the copy of 1 goes to replica 1, that of 4 to 2: 2-5.
TEST_CASE("a copy overtakes the original") {
  const auto workload = requests_of({lasting(0, 10), lasting(0, 1), lasting(0, 1), lasting(0, 3)});
  ServiceCase service = one_slot(3);
  service.rules.hedge.after = seconds(2);
  const ServiceLog log = serve({service}, *workload, cpu_nodes(3));
  CHECK(log.requests[3].routed == std::vector<int>{0, 2});
  CHECK(log.requests[3].replica == 2);
  CHECK(ends_of(log) == std::vector<double>{10, 1, 1, 5});
}

// Prefills and decodes of 1 s. 1 and 2 keep both replicas busy until 1; 3, sent to the first at 0.5, and its copy, to the second at 0.75, begin there
// together and would make their third token together at 4: the second replica's event is the older, and the other is withdrawn from a run that is over.
TEST_CASE("two copies that end at one instant are one answer") {
  const auto workload = requests_of({of_tokens(0, 1, 1), of_tokens(0, 1, 1), of_tokens(0.5, 1, 3)});
  ServiceCase service = one_slot(2);
  service.serving = {"continuous_batching", {}};
  service.profile.steps.add_prefill({.base_s = 1});
  service.profile.steps.add_decode({{std::int64_t{1'000'000'000'000}}});
  service.rules.hedge.after = seconds(0.25);
  const ServiceLog log = serve({service}, *workload, cpu_nodes(2));
  CHECK(ends_of(log) == std::vector<double>{1, 1, 4});
  CHECK(log.requests[2].routed == std::vector<int>{0, 1});
  CHECK(log.requests[2].replica == 1);
  CHECK(log.replicas[0][0].totals.busy == seconds(4));
  CHECK(log.replicas[0][1].totals.busy == seconds(4));
}

// No replica until 60 (from zero: one boots for 10 + 50 s). Three wait, more than two may not.
TEST_CASE("requests wait at the gateway for the first replica, the more important first, and no more than may") {
  auto first = lasting(0, 1), second = lasting(0, 1), third = lasting(0, 1), fourth = lasting(1, 1);
  second.priority = 5;
  const auto workload = requests_of({first, second, third, fourth});
  ServiceCase service = one_slot(0);
  service.rules.scaling = {.replicas = 0, .min = 0, .max = 1, .boot = seconds(10)};
  service.load = seconds(50);
  service.rules.gateway.max_queue = 3;
  service.scaling = {"fixed", {{"replicas", ParamValue(std::int64_t{1})}}};
  ServiceLog log = serve({service}, *workload, cpu_nodes(1));
  CHECK(ends_of(log) == std::vector<double>{61, 62, 63, 1});
  CHECK(log.requests[3].fault == RequestFault::queue_full);
  service.rules.gateway.by_priority = true;
  log = serve({service}, *workload, cpu_nodes(1));
  CHECK(ends_of(log) == std::vector<double>{62, 61, 63, 1});
  CHECK(log.replicas[0][0].started == 0);
  CHECK(log.replicas[0][0].ready == 60);
}

// Half a request a second, bursts of two: 0 and 0 go in, 1 is too soon (the next may come at 2), 2 goes in.
TEST_CASE("a rate limit lets bursts in and refuses the rest; a limit on all that is outstanding too") {
  const auto workload = requests_of({lasting(0, 1), lasting(0, 1), lasting(1, 1), lasting(2, 1)});
  ServiceCase service = one_slot(1);
  service.rules.gateway.requests_per_s = 0.5;
  service.rules.gateway.burst = 2;
  const ServiceLog log = serve({service}, *workload, cpu_nodes(1));
  CHECK(log.requests[2].fault == RequestFault::overload);
  CHECK(ends_of(log) == std::vector<double>{1, 2, 1, 3});
  ServiceCase few = one_slot(1);
  few.rules.gateway.max_outstanding = 1;
  CHECK(ends_of(serve({few}, *workload, cpu_nodes(1))) == std::vector<double>{1, 0, 2, 3});
}

// Two replicas that may have one each. 1 and 2 go in, 3 and 4 wait at the gateway. At 2 the second replica is free: it takes 4, the more
// important, 2-3, then 3, 3-4. Without the rule 3 waits behind 1, by turns, until 9.
TEST_CASE("a replica that has all it may have is left out, and requests wait at the gateway") {
  std::vector<RequestRecord> requests{lasting(0, 9), lasting(0, 2), lasting(1, 1), lasting(1, 1)};
  requests[3].priority = 1;
  const auto workload = requests_of(requests);
  ServiceCase service = one_slot(2);
  service.rules.gateway.by_priority = true;
  CHECK(ends_of(serve({service}, *workload, cpu_nodes(2))) == std::vector<double>{9, 2, 10, 3});
  service.rules.gateway.replica_outstanding = 1;
  const ServiceLog log = serve({service}, *workload, cpu_nodes(2));
  CHECK(ends_of(log) == std::vector<double>{9, 2, 4, 3});
  CHECK(log.requests[2].routed == std::vector<int>{1});
  // A copy too goes only where there is room: at 1 nowhere, and nobody asks again.
  service.rules.hedge.after = seconds(1);
  CHECK(serve({service}, *workload, cpu_nodes(2)).requests[0].routed == std::vector<int>{0});
  // What takes no time makes room within the instant.
  ServiceCase one = one_slot(1);
  one.rules.gateway.replica_outstanding = 1;
  CHECK(ends_of(serve({one}, *requests_of({lasting(1, 0), lasting(1, 0), lasting(1, 0)}), cpu_nodes(1))) == std::vector<double>{1, 1, 1});
}

// Marks at 2 and 5: totals are told there, at the end of the run, and nowhere else.
TEST_CASE("totals of replicas are told at marks and at the end") {
  const auto workload = requests_of({lasting(0, 4), lasting(6, 1)});
  const ServiceLog log = serve({one_slot(1)}, *workload, cpu_nodes(1), {.marks = {at_seconds(2), at_seconds(5)}, .check_invariants = true});
  CHECK(log.totals_told == std::vector<double>{2, 5, 7});
}

TEST_CASE("a balancer that picks a replica that does not take requests is told off") {
  const auto workload = requests_of({lasting(0, 1)});
  const Cluster cluster = cpu_nodes(1);
  ServiceParts parts({one_slot(1)}, *workload, cluster);
  struct Wrong final : BalancingPolicy {
    std::optional<ReplicaId> pick(const BalancingView&, RequestId) override { return static_cast<ReplicaId>(7); }
  } wrong;
  parts.setups[0].balancing = &wrong;
  const auto scheduler = find_entry(scheduling::entries(), "fcfs")->make(params_of(*find_entry(scheduling::entries(), "fcfs"), {}), {1});
  const auto placer = find_entry(placement::entries(), "first_fit")->make(params_of(*find_entry(placement::entries(), "first_fit"), {}), {1});
  Engine engine(*workload, cluster, *scheduler, *placer, {}, {}, parts.setups);
  CHECK_THROWS_WITH_AS(engine.run(), "balancing round_robin of service s at 0 s: request 1 was sent to replica 7, which is none of the 1 that take requests",
                       PolicyError);
}

}  // namespace suanli::test
