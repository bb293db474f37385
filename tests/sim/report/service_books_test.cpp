// service_books_test.cpp -- what a recorder keeps of services in a worked run, and what holds of every run with services.
#include <doctest/doctest.h>

#include "sim/base/check.h"
#include "sim/report/run_facts.h"
#include "sim/report/slo_count.h"
#include "tests/sim/report/worked_services.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t cpu = 0;
constexpr std::size_t gpu = 1;
constexpr Int128 second = 1'000'000'000;
constexpr Int128 unit_seconds = Int128{1000} * second;  // one device for one second

}  // namespace

TEST_CASE("requests leave the times, ends and replicas of their last attempt") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  const RunResult run = worked_services(*workload, cluster, specs);
  const auto& requests = run.online.requests;
  REQUIRE(requests.size() == 6);
  CHECK(requests[request(0)] == RequestOutcome{at(0s), at(1s), at(3s), chat, replica(0), 1, 1, JobStatus::completed, RequestFault::none, false});
  CHECK(requests[request(1)] == RequestOutcome{at(3s), at(4s), at(4s), chat, replica(0), 1, 0, JobStatus::completed, RequestFault::none, false});
  CHECK(requests[request(2)] == RequestOutcome{at(5s), at(5500ms), at(6s), chat, replica(1), 2, 0, JobStatus::completed, RequestFault::none, false});
  CHECK(requests[request(3)] == RequestOutcome{at(3s), time_never, at(8s), embed, replica(0), 1, 0, JobStatus::completed, RequestFault::none, false});
  CHECK(requests[request(4)].status == JobStatus::rejected);
  CHECK(requests[request(4)].fault == RequestFault::queue_full);
  CHECK(requests[request(4)].attempts == 0);
  // Both copies of f: the first to start and the first to answer count.
  CHECK(requests[request(5)] == RequestOutcome{at(9s), at(11s), time_never, chat, replica(1), 1, 0, JobStatus::unfinished, RequestFault::none, true});
  const RunFacts facts = run_facts(run, *workload);
  REQUIRE(facts.requests);
  CHECK(facts.requests->submitted == 6);
  CHECK((*facts.requests)[JobStatus::completed] == 4);
  CHECK((*facts.requests)[JobStatus::rejected] == 1);
  CHECK((*facts.requests)[JobStatus::unfinished] == 1);
  CHECK(facts.requests_never_arrived == 0);
}

TEST_CASE("an eviction starts a request anew without another attempt") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  Recorder recorder(*workload, cluster, {}, specs.pointers);
  recorder.request_arrived(at(0s), request(0), chat);
  recorder.request_routed(at(0s), request(0), chat, replica(0), RoutedAs::first);
  recorder.request_started(at(1s), request(0));
  recorder.first_token(at(2s), request(0));
  recorder.request_routed(at(3s), request(0), chat, replica(1), RoutedAs::evicted);
  recorder.finished(at(4s));
  const RequestOutcome outcome = recorder.result().online.requests[request(0)];
  CHECK(outcome.attempts == 1);
  CHECK(outcome.replica == replica(1));
  CHECK_FALSE(outcome.started());
  CHECK_FALSE(outcome.has_first_token());
  CHECK_FALSE(outcome.hedged);
}

TEST_CASE("replicas over time, their boots and their sums are those of the worked run") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  const RunResult run = worked_services(*workload, cluster, specs);
  const ServiceResult& service = run.online.services[chat];
  CHECK((service.placed.integral == 21 * second));  // 12 and 9
  CHECK(service.placed.max == 2);
  CHECK((service.ready.integral == 18 * second));  // 12 and [5, 11)
  CHECK((service.boot_ns == 2 * second));
  CHECK(service.unplaced == 2);
  CHECK((run.online.placed.integral == 33 * second));
  CHECK(run.online.placed.max == 3);
  CHECK((service.sums.busy_ns == 10 * second));
  CHECK(service.sums.iterations == 14);
  CHECK(service.sums.batch_sum == 20);
  CHECK(service.sums.output_tokens == 10);
  CHECK(service.sums.block_seconds == 36);
  CHECK((service.sums.block_ns == (120 + 70) * second));  // ten blocks each, for 12 s and since 5
  CHECK((service.on_class[ClassId{}].held == 21 * second));
  CHECK((service.on_class[ClassId{}].busy == 10 * second));
  REQUIRE(service.replicas.size() == 2);
  const ReplicaLife& second_one = service.replicas[replica(1)];
  CHECK(second_one.ready == at(5s));
  CHECK(second_one.draining == at(11s));
  CHECK(second_one.ended == at(12s));
  CHECK(second_one.completed == 1);
  REQUIRE(run.online.place(second_one).size() == 1);
  CHECK(run.online.place(second_one)[0] == NodeTasks{node(1), 1});
}

TEST_CASE("devices of a replica are allocated while it is there and busy while it is") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  const RunResult run = worked_services(*workload, cluster, specs);
  CHECK((run.allocated[node(0)][gpu] == 12 * unit_seconds));
  CHECK((run.busy[node(0)][gpu] == 7 * unit_seconds));
  CHECK((run.busy[node(0)][cpu] == 7 * unit_seconds));
  CHECK((run.allocated[node(1)][gpu] == 9 * unit_seconds));
  CHECK((run.busy[node(1)][gpu] == 3 * unit_seconds));
  CHECK((run.allocated[node(2)][cpu] == 24 * unit_seconds));
  CHECK((run.busy[node(2)][cpu] == 10 * unit_seconds));
}

TEST_CASE("the bill is idle power while held and the rest while busy, and says nothing where a figure is missing") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  WorkedSpecs specs;
  RunResult run = worked_services(*workload, cluster, specs);
  const ServiceBill bill = service_bill(run.online.services[chat]);
  CHECK(bill.energy_j.value() == doctest::Approx((100 * 21 + 200 * 10) * 1.2));
  CHECK(bill.cost_usd.value() == doctest::Approx(3.6 * 21 / 3600));
  CHECK(bill.carbon_g.value() == doctest::Approx(4920 / 3.6e6 * 500));
  CHECK_FALSE(service_bill(run.online.services[embed]).energy_j);
  CHECK_FALSE(service_bill(run.online).cost_usd);  // embed has no price
  specs.all[1].on_class[static_cast<ClassId>(1)].usd_per_hour = 0.36;
  CHECK(service_bill(run.online).cost_usd.value() == doctest::Approx(0.021 + 0.36 * 12 / 3600));
  CHECK_FALSE(service_bill(run.online).energy_j);
}

TEST_CASE("windows that part a run with services add up to it") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  RecorderOptions early;
  early.measure_until = at(6s);
  RecorderOptions late;
  late.measure_from = at(6s);
  const RunResult whole = worked_services(*workload, cluster, specs);
  const RunResult first = worked_services(*workload, cluster, specs, early);
  const RunResult rest = worked_services(*workload, cluster, specs, late);
  CHECK(first.signature == whole.signature);
  for (const ServiceId id : {chat, embed}) {
    const ServiceResult& all = whole.online.services[id];
    const ServiceResult& a = first.online.services[id];
    const ServiceResult& b = rest.online.services[id];
    CHECK((a.placed.integral + b.placed.integral == all.placed.integral));
    CHECK((a.ready.integral + b.ready.integral == all.ready.integral));
    CHECK((a.boot_ns + b.boot_ns == all.boot_ns));
    CHECK(a.unplaced + b.unplaced == all.unplaced);
    CHECK((a.sums.busy_ns + b.sums.busy_ns == all.sums.busy_ns));
    CHECK(a.sums.iterations + b.sums.iterations == all.sums.iterations);
    CHECK(a.sums.prompt_tokens + b.sums.prompt_tokens == all.sums.prompt_tokens);
    CHECK(a.sums.block_seconds + b.sums.block_seconds == all.sums.block_seconds);
    CHECK((a.sums.block_ns + b.sums.block_ns == all.sums.block_ns));
    for (const ClassId on : IdRange<ClassId>(2)) {
      CHECK((a.on_class[on].held + b.on_class[on].held == all.on_class[on].held));
      CHECK((a.on_class[on].busy + b.on_class[on].busy == all.on_class[on].busy));
    }
  }
  CHECK(first.online.services[chat].sums.iterations == 8);
  CHECK(rest.online.services[chat].unplaced == 2);
  for (const NodeId id : IdRange<NodeId>(3)) {
    for (const std::size_t kind : {cpu, gpu}) {
      CHECK((first.busy[id][kind] + rest.busy[id][kind] == whole.busy[id][kind]));
      CHECK((first.allocated[id][kind] + rest.allocated[id][kind] == whole.allocated[id][kind]));
    }
  }
}

TEST_CASE("requests are within limits, beyond them, or may still be") {
  // a 1 s to the first token, 3 s in all: met. b 3 s to the first: missed. c, of priority 5, 4 s in all: met. d without limits: met. e rejected:
  // missed. f, unfinished at 12, had its first token after 2 s and has until 19: undecided.
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  WorkedSpecs specs;
  const RunResult run = worked_services(*workload, cluster, specs);
  const std::vector<std::optional<bool>> expected{true, false, true, true, false, std::nullopt};
  for (std::uint32_t i = 0; i < expected.size(); ++i) CHECK(met_slo(run, *workload, request(i)) == expected[i]);
  const auto of_f = [&](const SloLimits& limits) {
    specs.all[0].rules.slo = limits;
    return met_slo(run, *workload, request(5));
  };
  CHECK(of_f({}) == false);  // it has only to complete, and did not
  CHECK(of_f({1999ms, std::nullopt, std::nullopt}) == false);
  CHECK(of_f({2s, std::nullopt, std::nullopt}) == std::nullopt);
  CHECK(of_f({std::nullopt, std::nullopt, 3s}) == false);  // nothing comes after 12
  CHECK(of_f({std::nullopt, std::nullopt, 3001ms}) == std::nullopt);
  CHECK(of_f({std::nullopt, 100ms, std::nullopt}) == false);  // nine tokens within 0.9 s after 11
  CHECK(of_f({std::nullopt, 112ms, std::nullopt}) == std::nullopt);
}

TEST_CASE("gaps between tokens are kept of the attempt that counts, and none of two copies that both go on") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  WorkedSpecs specs;
  RecorderOptions options;
  options.token_gaps = true;
  const RunResult run = worked_services(*workload, cluster, specs, options);
  // a 1, 1 s; c .25 s before it was sent again, then .1, .1, .1, .2.
  const auto gaps = run.online.services[chat].token_gaps.distribution();
  CHECK(gaps.count == 7);
  CHECK(gaps.total.value() == doctest::Approx(2.75));
  CHECK(gaps.p50.value() == 200'000'000);
  CHECK(gaps.max.value() == 1'000'000'000);
  specs.all[0].rules.hedge.until = HedgeUntil::first_token;
  const RunResult one_goes_on = worked_services(*workload, cluster, specs, options);
  CHECK(one_goes_on.online.services[chat].token_gaps.size() == 8);  // f's from 11 to 12
  options.measure_from = at(1s);
  CHECK(worked_services(*workload, cluster, specs, options).online.services[chat].token_gaps.size() == 6);
  Recorder without(*workload, cluster, {}, specs.pointers);
  CHECK_FALSE(without.wants_tokens());
}

TEST_CASE("the timeline counts requests that wait and devices that replicas hold") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  RecorderOptions options;
  options.timeline_interval = 1s;
  const RunResult run = worked_services(*workload, cluster, specs, options);
  REQUIRE(run.timeline.size() == 13);
  const std::vector<std::int64_t> queued{0, 1, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0};  // b in [1,3), c in [2,5)
  for (std::size_t i = 0; i < queued.size(); ++i) CHECK(run.timeline[i].queued_requests == queued[i]);
  CHECK(run.timeline[2].busy_milli[gpu] == 1000);
  CHECK(run.timeline[3].busy_milli[gpu] == 2000);
  CHECK(run.timeline[12].busy_milli[gpu] == 1000);
  CHECK(run.timeline[0].busy_milli[cpu] == 3000);
  options.timeline_interval = 2s;  // what happens between two samples shows in the second
  const RunResult coarse = worked_services(*workload, cluster, specs, options);
  for (std::size_t i = 0; i < coarse.timeline.size(); ++i) CHECK(coarse.timeline[i].queued_requests == queued[2 * i]);
  options.timeline_interval = 20s;
  CHECK(worked_services(*workload, cluster, specs, options).timeline.at(0).queued_requests == 0);
}

TEST_CASE("the signature tells routes, refusals and replicas apart, and not when tokens came") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  const auto of = [&](auto tell) {
    Recorder recorder(*workload, cluster, {}, specs.pointers);
    recorder.request_arrived(at(0s), request(0), chat);
    recorder.request_arrived(at(0s), request(1), chat);
    tell(recorder);
    recorder.finished(at(9s));
    return recorder.take().signature;
  };
  const std::vector<NodeHold> here{{node(0), 1, 1, 0}};
  const std::vector<NodeHold> there{{node(0), 1, 2, 0}};
  const auto routed = [&](RequestId id, ReplicaId to, Duration when, RoutedAs as) {
    return of([=](Recorder& recorder) { recorder.request_routed(at(when), id, chat, to, as); });
  };
  const auto refused = [&](RequestFault fault, JobStatus status) {
    return of([=](Recorder& recorder) { recorder.request_ended(at(1s), request(0), status, fault, no_replica); });
  };
  const auto placed = [&](const std::vector<NodeHold>& holds, bool ends) {
    return of([&](Recorder& recorder) {
      recorder.replica_started(at(1s), chat, replica(0), holds);
      if (ends) recorder.replica_ended(at(2s), chat, replica(0), holds);
    });
  };
  const std::vector<std::uint64_t> all{of([](Recorder&) {}),
                                       routed(request(0), replica(0), 1s, RoutedAs::first),
                                       routed(request(1), replica(0), 1s, RoutedAs::first),
                                       routed(request(0), replica(1), 1s, RoutedAs::first),
                                       routed(request(0), replica(0), 2s, RoutedAs::first),
                                       routed(request(0), replica(0), 1s, RoutedAs::copy),
                                       refused(RequestFault::queue_full, JobStatus::rejected),
                                       refused(RequestFault::overload, JobStatus::rejected),
                                       placed(here, false),
                                       placed(there, false),
                                       placed(here, true)};
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) CHECK(all[i] != all[j]);
  }
  CHECK(refused(RequestFault::timeout, JobStatus::failed) == all[0]);
  CHECK(of([](Recorder& recorder) { recorder.request_started(at(1s), request(0)), recorder.first_token(at(2s), request(0)); }) == all[0]);
}

TEST_CASE("a recorder used again leaves what a new one does") {
  const auto workload = services_workload();
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  RecorderOptions options;
  options.token_gaps = true;
  Recorder recorder(*workload, cluster, options, specs.pointers);
  play_worked_services(recorder);
  recorder.reset(*workload, cluster, options, specs.pointers);
  play_worked_services(recorder);
  const RunResult again = recorder.take();
  const RunResult once = worked_services(*workload, cluster, specs, options);
  CHECK(again.online.requests == once.online.requests);
  CHECK((again.busy == once.busy));
  CHECK(again.signature == once.signature);
  CHECK(again.online.services[chat].token_gaps.size() == once.online.services[chat].token_gaps.size());
  recorder.reset(*workload, cluster, {});
  recorder.finished(at(0s));
  CHECK_FALSE(recorder.result().online.kept());
}
