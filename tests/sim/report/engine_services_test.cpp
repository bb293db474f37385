// engine_services_test.cpp -- runs of the engine with services: the recorder says what was told, loses nothing, and windows add up.
#include <doctest/doctest.h>

#include "sim/base/random.h"
#include "sim/report/metrics.h"
#include "sim/report/run_context.h"
#include "sim/report/run_facts.h"
#include "sim/report/slo_count.h"
#include "tests/support/run_differences.h"
#include "tests/support/service_case.h"

namespace suanli::test {
namespace {

const char* const engines[] = {"fifo_slots", "processor_sharing", "static_batching", "continuous_batching", "chunked_prefill"};

// Two services of an engine each, with retries, copies and a scaler, beside jobs.
struct Case {
  std::vector<ServiceCase> services;
  std::unique_ptr<const Workload> workload;
  Cluster cluster = cpu_nodes(8);

  explicit Case(std::uint64_t seed) {
    Stream stream(seed, "recorded services");
    for (const char* name : {"a", "b"}) {
      ServiceCase& each = services.emplace_back(ServiceCase{.name = name});
      each.serving = {engines[stream.below(5)], {}};
      each.scaling = {stream.below(2) == 0 ? "fixed" : "queue_length", {}};
      each.profile.steps.add_prefill({.base_s = 0.05, .per_token_s = 0.001});
      each.profile.steps.add_decode({{std::int64_t{20'000'000'000}, std::int64_t{1'000'000}}});
      each.profile.cache_blocks = 8 + stream.below(20);
      each.rules.slo = {seconds(1), std::nullopt, seconds(4)};
      each.rules.scaling.replicas = static_cast<std::uint32_t>(1 + stream.below(2));
      each.rules.scaling.max = 4;
      each.rules.scaling.interval = seconds(5);
      each.rules.scaling.boot = seconds(2);
      each.rules.scaling.drain = seconds(1);
      if (stream.below(2) == 0) each.rules.retry = {.timeout = seconds(4), .retries = 1, .backoff = seconds(0.25)};
      if (stream.below(2) == 0) each.rules.hedge.after = seconds(1);
      if (stream.below(2) == 0) each.rules.gateway.max_outstanding = 6;
    }
    std::vector<RequestRecord> requests;
    double now = 0;
    for (int i = 0; i < 150; ++i) {
      now += stream.exponential(0.3);
      RequestRecord each = lasting(now, stream.exponential(0.8), stream.below(2) == 0 ? "a" : "b");
      each.prompt_tokens = static_cast<std::uint32_t>(1 + stream.below(60));
      each.output_tokens = static_cast<std::uint32_t>(1 + stream.below(40));
      requests.push_back(each);
    }
    std::vector<JobRecord> jobs;
    for (int i = 0; i < 10; ++i) jobs.push_back(cpu_job(stream.uniform() * now, 1, 1 + stream.exponential(4), 100));
    workload = requests_of(requests, jobs);
  }

  RunResult run(const RecorderOptions& options, ServiceLog& log, SimTime cut = time_never) const {
    const ServiceParts parts(services, *workload, cluster);
    const auto scheduler = scheduler_of();
    const auto placer = placer_of();
    std::vector<const ServiceSpec*> specs;
    for (const ServiceSetup& setup : parts.setups) specs.push_back(setup.spec);
    Recorder recorder(*workload, cluster, options, specs);
    Observer* observers[] = {&log, &recorder};
    EngineOptions with;
    with.marks = measure_marks(options);
    with.limits.simulated = cut;
    Engine(*workload, cluster, *scheduler, *placer, with, observers, parts.setups).run();
    RunResult result = recorder.take();
    check(result);
    for (ServiceResult& service : result.online.services) service.spec = nullptr;  // which ends with `parts`
    return result;
  }

  std::unique_ptr<SchedulingPolicy> scheduler_of() const { return find_entry(scheduling::entries(), "fcfs")->make(params_of(*find_entry(scheduling::entries(), "fcfs"), {}), {1}); }
  std::unique_ptr<PlacementPolicy> placer_of() const { return find_entry(placement::entries(), "first_fit")->make(params_of(*find_entry(placement::entries(), "first_fit"), {}), {1}); }

 private:
  void check(const RunResult& result) const {
    const RunFacts facts = run_facts(result, *workload);
    REQUIRE(facts.requests);
    std::size_t ended = 0;
    for (const std::size_t count : facts.requests->by_status) ended += count;
    CHECK(ended == facts.requests->submitted);
    CHECK(facts.requests->submitted + facts.requests_never_arrived == 150);
    const auto rows = compute_metrics(result, *workload, cluster);  // asserts that busy <= allocated <= total
    std::size_t met = 0;
    for (const RequestId id : IdRange<RequestId>(result.online.requests.size())) {
      const RequestOutcome& it = result.online.requests[id];
      const SimTime arrival = workload->requests.arrival[id];
      if (!result.window.has_submission(arrival) || it.status != JobStatus::completed) continue;
      const SimTime first = it.has_first_token() ? it.first_token : it.end;
      met += first - arrival <= seconds(1) && it.end - arrival <= seconds(4) ? 1 : 0;
    }
    CHECK(find_metric(rows, "slo_attainment.met")->number() == static_cast<double>(met));
    Int128 served = 0;
    for (const ServiceResult& service : result.online.services) {
      for (const ReplicaLife& life : service.replicas) served += static_cast<Int128>(life.completed);
    }
    CHECK((served == static_cast<Int128>((*facts.requests)[JobStatus::completed])));
  }
};

void compare_with_log(const RunResult& run, ServiceLog& log) {
  for (const RequestId id : IdRange<RequestId>(run.online.requests.size())) {
    const RequestOutcome& it = run.online.requests[id];
    const ServiceLog::Request& told = log.of(id);
    CHECK(it.status == told.status);
    CHECK(it.fault == told.fault);
    CHECK(in_s(it.end) == told.end);
    if (it.status == JobStatus::completed) CHECK(static_cast<int>(it.replica) == told.replica);
    const auto sent = std::count_if(told.as.begin(), told.as.end(), [](RoutedAs as) { return as == RoutedAs::first || as == RoutedAs::retry; });
    CHECK(it.attempts == sent);
    CHECK(it.hedged == (std::find(told.as.begin(), told.as.end(), RoutedAs::copy) != told.as.end()));
  }
}

Int128 device_time(const IdVector<NodeId, PerKind<Int128>>& times) {
  Int128 sum = 0;
  for (const auto& node : times) {
    for (const Int128 time : node) sum += time;
  }
  return sum;
}

void check_parts(const RunResult& whole, const RunResult& a, const RunResult& b) {
  CHECK((device_time(a.busy) + device_time(b.busy) == device_time(whole.busy)));
  CHECK((device_time(a.allocated) + device_time(b.allocated) == device_time(whole.allocated)));
  for (const ServiceId id : IdRange<ServiceId>(2)) {
    const ServiceResult& all = whole.online.services[id];
    const ServiceResult& first = a.online.services[id];
    const ServiceResult& rest = b.online.services[id];
    CHECK((first.placed.integral + rest.placed.integral == all.placed.integral));
    CHECK((first.ready.integral + rest.ready.integral == all.ready.integral));
    CHECK((first.sums.busy_ns + rest.sums.busy_ns == all.sums.busy_ns));
    CHECK(first.sums.iterations + rest.sums.iterations == all.sums.iterations);
    CHECK(first.sums.output_tokens + rest.sums.output_tokens == all.sums.output_tokens);
    CHECK((first.sums.block_ns + rest.sums.block_ns == all.sums.block_ns));
    CHECK(first.unplaced + rest.unplaced == all.unplaced);
    CHECK(first.token_gaps.size() + rest.token_gaps.size() == all.token_gaps.size());
  }
}

}  // namespace

TEST_CASE("what is recorded of random services is what was told, and windows add up to it") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    const Case one(seed);
    RecorderOptions options;
    options.token_gaps = true;
    ServiceLog log(150, 2);
    const RunResult whole = one.run(options, log);
    compare_with_log(whole, log);
    const SimTime cut = time_zero + Duration(whole.end.time_since_epoch() * static_cast<std::int64_t>(seed % 7 + 1) / 9);
    options.measure_until = cut;
    ServiceLog unused(150, 2);
    const RunResult first = one.run(options, unused);
    options.measure_until.reset();
    options.measure_from = cut;
    ServiceLog unused_too(150, 2);
    const RunResult rest = one.run(options, unused_too);
    CHECK(first.signature == whole.signature);
    CHECK(rest.signature == whole.signature);
    check_parts(whole, first, rest);
    ServiceLog of_start(150, 2);
    const RunResult start = one.run({}, of_start, cut);
    CHECK(start.end <= cut);
    compare_with_log(start, of_start);
  }
}

TEST_CASE("a context runs services, and then the same again in the memory it has") {
  const Case one(3);
  RecorderOptions options;
  options.measure_from = at_seconds(5);
  options.measure_until = at_seconds(20);
  options.timeline_interval = seconds(1);
  ServiceLog log(150, 2);
  RunResult alone = one.run(options, log);
  RunContext context;
  for (int round = 0; round < 2; ++round) {
    const ServiceParts parts(one.services, *one.workload, one.cluster);
    const auto scheduler = one.scheduler_of();
    const auto placer = one.placer_of();
    const RunResult& again = context.run(*one.workload, one.cluster, *scheduler, *placer, {}, options, parts.setups);
    CHECK(differences(alone, again) == "");
  }
}

}  // namespace suanli::test
