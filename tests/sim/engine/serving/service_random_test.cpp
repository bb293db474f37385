// service_random_test.cpp -- random services, requests and jobs: everything is told once, nothing is lost, the same seed gives the same run.
#include <doctest/doctest.h>

#include <map>

#include "sim/base/random.h"
#include "tests/support/service_case.h"

namespace suanli::test {
namespace {

const char* const engines[] = {"fifo_slots", "processor_sharing", "static_batching", "continuous_batching", "chunked_prefill"};

Duration drawn(Stream& stream, double mean) { return std::max(seconds(stream.exponential(mean)), Duration(1)); }

ServiceCase random_service(Stream& stream, std::uint64_t seed) {
  ServiceCase each{.name = "s"};
  const bool is_language = seed % 5 >= 3;
  each.serving = {engines[seed % 5], {}};
  each.balancing = {stream.below(2) == 0 ? "round_robin" : "random", {}};
  each.profile.steps.add_prefill({.base_s = 0.05, .per_token_s = 0.001});
  each.profile.steps.add_decode({{std::int64_t{20'000'000'000}, std::int64_t{1'000'000}}});
  if (is_language) each.profile.cache_blocks = 8 + stream.below(20);
  each.rules.scaling.replicas = static_cast<std::uint32_t>(1 + stream.below(3));
  each.rules.scaling.max = 4;
  each.rules.scaling.interval = seconds(5);
  each.rules.scaling.boot = drawn(stream, 4);
  each.rules.scaling.drain = drawn(stream, 2);
  if (stream.below(2) == 0) {
    each.rules.retry.timeout = drawn(stream, 6);
    each.rules.retry.retries = static_cast<std::uint32_t>(stream.below(3));
    each.rules.retry.backoff = drawn(stream, 0.5);
    each.rules.retry.jitter = 0.5;
  }
  if (stream.below(2) == 0) {
    each.rules.hedge.after = drawn(stream, 1);
    each.rules.hedge.until = is_language && stream.below(2) == 0 ? HedgeUntil::first_token : HedgeUntil::end;
  }
  if (stream.below(3) == 0) each.rules.gateway.max_queue = static_cast<std::uint32_t>(stream.below(4));
  if (stream.below(3) == 0) each.rules.gateway.by_priority = true;
  if (stream.below(3) == 0) each.rules.information_delay = drawn(stream, 1);
  if (stream.below(3) == 0) each.rules.gateway.replica_outstanding = static_cast<std::uint32_t>(1 + stream.below(3));
  return each;
}

// Up and down without a reason.
class Restless final : public ScalingPolicy {
 public:
  explicit Restless(std::uint64_t seed) : stream_(seed, "restless") {}
  std::uint32_t desired(const ScalingView&) override { return static_cast<std::uint32_t>(stream_.below(6)); }

 private:
  Stream stream_;
};

// Holds what the balancer was told of candidates and their loads against what it is shown when it picks.
class Witness final : public BalancingPolicy {
 public:
  explicit Witness(BalancingPolicy& inner) : inner_(&inner) {}
  std::optional<ReplicaId> pick(const BalancingView& view, RequestId request) override {
    faults += told_.size() == view.candidates().size() ? 0 : 1;
    for (const BalancingCandidate& each : view.candidates()) {
      const auto known = told_.find(each.replica);
      faults += known != told_.end() && known->second == view.load(each.replica).outstanding() ? 0 : 1;
    }
    return inner_->pick(view, request);
  }
  void candidates_changed(const BalancingView& view) override {
    told_.clear();
    for (const BalancingCandidate& each : view.candidates()) told_[each.replica] = view.load(each.replica).outstanding();
    inner_->candidates_changed(view);
  }
  LoadNotices notices() const override { return LoadNotices::counts; }
  void load_changed(const BalancingView& view, ReplicaId replica) override {
    faults += told_.contains(replica) ? 0 : 1;
    told_[replica] = view.load(replica).outstanding();
  }
  int faults = 0;

 private:
  BalancingPolicy* inner_;
  std::map<ReplicaId, std::uint32_t> told_;
};

ServiceLog random_run(std::uint64_t seed) {
  Stream stream(seed, "random services");
  const ServiceCase service = random_service(stream, seed);
  std::vector<RequestRecord> requests;
  double now = 0;
  for (int i = 0; i < 120; ++i) {
    now += stream.exponential(0.4);
    RequestRecord each = lasting(now, stream.exponential(0.8));
    each.prompt_tokens = static_cast<std::uint32_t>(1 + stream.below(60));
    each.output_tokens = static_cast<std::uint32_t>(1 + stream.below(40));
    each.priority = static_cast<std::int32_t>(stream.below(3));
    requests.push_back(each);
  }
  std::vector<JobRecord> jobs;
  for (int i = 0; i < 20; ++i) jobs.push_back(cpu_job(stream.uniform() * now, static_cast<std::uint32_t>(1 + stream.below(2)), stream.exponential(4), 20));
  const auto workload = requests_of(requests, jobs);
  const Cluster cluster = cpu_nodes(6);
  ServiceParts parts({service}, *workload, cluster, seed);
  Restless scaler(seed);
  parts.setups[0].scaling = &scaler;
  Witness witness(*parts.setups[0].balancing);
  parts.setups[0].balancing = &witness;
  const auto* fcfs = find_entry(scheduling::entries(), seed % 2 == 0 ? "fcfs" : "easy_backfill");
  const auto* first_fit = find_entry(placement::entries(), "first_fit");
  const auto scheduler = fcfs->make(params_of(*fcfs, {}), {1});
  const auto placer = first_fit->make(params_of(*first_fit, {}), {1});
  ServiceLog log(workload->request_count(), 1);
  Observer* observers[] = {&log};
  Engine engine(*workload, cluster, *scheduler, *placer, {.check_invariants = true}, observers, parts.setups);
  log.outcome = engine.run();
  CHECK(witness.faults == 0);
  for (const auto& each : log.requests) {
    CHECK(each.arrivals == 1);
    CHECK(each.ends == 1);
    CHECK(each.status != JobStatus::unfinished);
    CHECK((each.fault == RequestFault::none) == (each.status == JobStatus::completed));
    if (each.status != JobStatus::completed) continue;
    CHECK(each.start <= each.end);
    CHECK(std::find(each.routed.begin(), each.routed.end(), each.replica) != each.routed.end());
    const auto& replica = log.replicas[0][static_cast<std::size_t>(each.replica)];
    CHECK(replica.ready <= each.start);
    if (seed % 5 >= 3) CHECK(each.first_token <= each.end);
  }
  return log;
}

}  // namespace

TEST_CASE("every request of random services ends once, whatever engine, retries, copies and scalers do") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const ServiceLog first = random_run(seed);
    CHECK(first.job_starts.size() == 20);
    if (seed % 10 != 0) continue;
    const ServiceLog again = random_run(seed);
    CHECK(again.outcome.end == first.outcome.end);
    for (std::size_t i = 0; i < first.requests.size(); ++i) {
      CHECK(again.requests[i].end == first.requests[i].end);
      CHECK(again.requests[i].routed == first.requests[i].routed);
    }
  }
}

}  // namespace suanli::test
