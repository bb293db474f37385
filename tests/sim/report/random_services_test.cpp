// random_services_test.cpp -- what holds of every run with services: nothing is lost, busy is within allocated, windows add up.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "sim/report/metrics.h"
#include "sim/report/run_facts.h"
#include "tests/sim/report/worked_services.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

constexpr Duration tick = 125ms;

// A replica that is busy once in its life.
struct Replica {
  ServiceId service{};
  ReplicaId id{};
  NodeId node{};
  SimTime started{}, ready{}, ended{}, busy_from{}, busy_until{};

  ReplicaTotals totals(SimTime now) const {
    ReplicaTotals totals;
    totals.busy = std::max(Duration(0), std::min(now, busy_until) - busy_from);
    totals.iterations = static_cast<std::uint64_t>(totals.busy / tick);
    totals.batch_sum = 3 * totals.iterations;
    totals.output_tokens = 2 * totals.iterations;
    totals.cache_blocks = 8;
    totals.block_seconds = 4 * to_seconds(totals.busy);
    return totals;
  }
};

// What is told at random times, and beside it what the recorder should make of it.
class RandomServices {
 public:
  explicit RandomServices(std::uint64_t seed) : random_(seed, "services test"), workload_(make_workload()) {
    for (const ServiceId service : {chat, embed}) {
      for (std::uint32_t i = 0; i < 4; ++i) add_replica(service, replica(i));
    }
    for (std::uint32_t i = 0; i < workload_->request_count(); ++i) add_request(request(i));
    std::stable_sort(calls_.begin(), calls_.end(), [](const Call& a, const Call& b) { return a.first < b.first; });
  }

  const Workload& workload() const { return *workload_; }
  SimTime end() const { return at(tick * 160); }
  std::size_t met() const { return met_; }
  std::size_t missed() const { return missed_; }

  RunResult run(const Cluster& cluster, const WorkedSpecs& specs, std::vector<SimTime> marks, const RecorderOptions& options) const {
    Recorder recorder(*workload_, cluster, options, specs.pointers);
    marks.push_back(end());
    std::size_t next = 0;
    for (const SimTime mark : marks) {
      for (; next < calls_.size() && calls_[next].first <= mark; ++next) calls_[next].second(recorder);
      for (const Replica& one : replicas_) {
        if (one.ready <= mark && one.ended > mark) recorder.replica_totals(mark, one.service, one.id, one.totals(mark));
      }
      recorder.settled(mark);
    }
    recorder.finished(end());
    return recorder.take();
  }

 private:
  using Call = std::pair<SimTime, std::function<void(Recorder&)>>;

  SimTime ticks(std::uint64_t from, std::uint64_t bound) { return at(tick * static_cast<std::int64_t>(from + random_.below(bound))); }
  Duration some(std::uint64_t bound) { return tick * static_cast<std::int64_t>(random_.below(bound)); }

  std::unique_ptr<const Workload> make_workload() {
    WorkloadBuilder builder;
    for (int i = 0; i < 300; ++i) {
      const std::string id = std::to_string(i);
      const bool of_chat = random_.below(3) > 0;
      builder.add_request(request_record(id, ticks(0, 150).time_since_epoch(), of_chat ? "chat" : "embed", random_.below(2) == 0 ? "red" : "blue",
                                         1 + static_cast<std::uint32_t>(random_.below(9)), 1 + static_cast<std::uint32_t>(random_.below(9)),
                                         static_cast<std::int32_t>(random_.below(8))));
    }
    return builder.finish({"test", "generated"});
  }

  void add_replica(ServiceId service, ReplicaId id) {
    Replica one{service, id, {}, {}, {}, {}, {}, {}};
    one.node = service == chat ? node(static_cast<std::uint32_t>(index_of(id)) % 2) : node(2);  // as many as fit
    one.started = replicas_.empty() || replicas_.back().service != service ? at(0s) : replicas_.back().started + some(20);
    one.ready = one.started + some(10);
    one.busy_from = one.ready + some(30);
    one.busy_until = one.busy_from + some(40);
    one.ended = one.busy_until + some(60);
    replicas_.push_back(one);
    const std::vector<NodeHold> holds{{one.node, 1, 1, 0}};
    calls_.emplace_back(one.started, [=](Recorder& it) { it.replica_started(one.started, service, id, holds); });
    calls_.emplace_back(one.ready, [=](Recorder& it) { it.replica_ready(one.ready, service, id); });
    if (one.ended > end()) return;
    calls_.emplace_back(one.ended, [=](Recorder& it) {
      it.replica_totals(one.ended, service, id, one.totals(one.ended));
      it.replica_ended(one.ended, service, id, holds);
    });
  }

  void add_request(RequestId id) {
    const RequestColumns& columns = workload_->requests;
    const SimTime arrival = columns.arrival[id];
    const bool of_chat = workload_->names.text(columns.service[id]) == "chat";
    const ServiceId service = of_chat ? chat : embed;
    calls_.emplace_back(arrival, [=](Recorder& it) { it.request_arrived(arrival, id, service); });
    if (random_.below(10) == 0) {
      calls_.emplace_back(arrival, [=](Recorder& it) { it.request_ended(arrival, id, JobStatus::rejected, RequestFault::overload, no_replica); });
      ++missed_;
      return;
    }
    SimTime sent = arrival;
    for (std::uint64_t attempt = 0, attempts = 1 + random_.below(3); attempt < attempts; ++attempt) {
      const RoutedAs as = attempt == 0 ? RoutedAs::first : RoutedAs::retry;
      calls_.emplace_back(sent, [=](Recorder& it) { it.request_routed(sent, id, service, ReplicaId{}, as); });
      if (attempt + 1 < attempts) sent += tick + some(10);
    }
    const SimTime start = sent + some(20);
    const SimTime first = start + tick + some(10);
    const SimTime over = first + some(40);
    const bool fails = random_.below(8) == 0;
    calls_.emplace_back(start, [=](Recorder& it) { it.request_started(start, id); });
    calls_.emplace_back(first, [=](Recorder& it) { it.first_token(first, id); });
    calls_.emplace_back(over, [=](Recorder& it) {
      if (fails) it.request_ended(over, id, JobStatus::failed, RequestFault::timeout, no_replica);
      else it.request_ended(over, id, JobStatus::completed, RequestFault::none, ReplicaId{});
    });
    judge(of_chat, columns.priority[id], arrival, first, over, fails);
  }

  // By the words of the limits, with integers: chat 2 s and 10 s, from priority 5 on 4 s in all; embed none.
  void judge(bool of_chat, std::int32_t priority, SimTime arrival, SimTime first, SimTime over, bool fails) {
    const auto in_time = [&](SimTime until) {
      if (!of_chat) return true;
      if (priority >= 5) return until - arrival <= 4s;
      return std::min(first, until) - arrival <= 2s && until - arrival <= 10s;
    };
    if (over <= end()) {
      ++(!fails && in_time(over) ? met_ : missed_);
      return;
    }
    // Nothing comes at the end's own instant any more, so being at a limit there is being late.
    if (!of_chat || !in_time(end() + Duration(1))) ++missed_;
  }

  Stream random_;
  std::unique_ptr<const Workload> workload_;
  std::vector<Replica> replicas_;
  std::vector<Call> calls_;
  std::size_t met_ = 0;
  std::size_t missed_ = 0;
};

Int128 busy_of(const RunResult& run) {
  Int128 sum = 0;
  for (const auto& node_time : run.busy) {
    for (const Int128 time : node_time) sum += time;
  }
  return sum;
}

void check_parts(const OnlineResult& whole, const OnlineResult& a, const OnlineResult& b) {
  for (const ServiceId id : IdRange<ServiceId>(whole.services.size())) {
    const ServiceResult& all = whole.services[id];
    CHECK((a.services[id].placed.integral + b.services[id].placed.integral == all.placed.integral));
    CHECK((a.services[id].ready.integral + b.services[id].ready.integral == all.ready.integral));
    CHECK((a.services[id].boot_ns + b.services[id].boot_ns == all.boot_ns));
    CHECK((a.services[id].sums.busy_ns + b.services[id].sums.busy_ns == all.sums.busy_ns));
    CHECK((a.services[id].sums.block_ns + b.services[id].sums.block_ns == all.sums.block_ns));
    CHECK(a.services[id].sums.output_tokens + b.services[id].sums.output_tokens == all.sums.output_tokens);
    CHECK(std::max(a.services[id].placed.max, b.services[id].placed.max) == all.placed.max);
  }
}

}  // namespace

TEST_CASE("random runs with services lose nothing, and windows that part them add up") {
  const Cluster cluster = services_cluster();
  const WorkedSpecs specs;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    const RandomServices services(seed);
    const RunResult whole = services.run(cluster, specs, {}, {});
    const RunFacts facts = run_facts(whole, services.workload());
    REQUIRE(facts.requests);
    std::size_t ended = 0;
    for (const std::size_t count : facts.requests->by_status) ended += count;
    CHECK(ended == 300);
    const auto rows = compute_metrics(whole, services.workload(), cluster);
    CHECK(find_metric(rows, "slo_attainment.met")->number() == static_cast<double>(services.met()));
    CHECK(find_metric(rows, "slo_attainment.missed")->number() == static_cast<double>(services.missed()));
    for (const NodeId id : IdRange<NodeId>(cluster.node_count())) {
      for (std::size_t kind = 0; kind < device_kinds.size(); ++kind) {
        CHECK((0 <= whole.busy[id][kind] && whole.busy[id][kind] <= whole.allocated[id][kind]));
      }
    }
    const SimTime cut = at(tick * static_cast<std::int64_t>(10 + seed * 3));
    RecorderOptions early;
    early.measure_until = cut;
    RecorderOptions late;
    late.measure_from = cut;
    const RunResult first = services.run(cluster, specs, {cut}, early);
    const RunResult rest = services.run(cluster, specs, {cut}, late);
    check_parts(whole.online, first.online, rest.online);
    CHECK((busy_of(first) + busy_of(rest) == busy_of(whole)));
    const auto submitted = [&](const RunResult& run) {
      return find_metric(compute_metrics(run, services.workload(), cluster), "requests")->number();
    };
    CHECK(submitted(first) + submitted(rest) == 300);
    CHECK(first.signature == whole.signature);
  }
}
