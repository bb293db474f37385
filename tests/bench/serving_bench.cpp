// serving_bench.cpp -- nanoseconds per request of serving engines under an event queue, and of their iterations.
#include <benchmark/benchmark.h>

#include "sim/base/random.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/serving/serving_entry.h"

namespace suanli::test {
namespace {

class NoSink final : public ServingSink {
 public:
  void started(SimTime, RequestId) override {}
  void first_token(SimTime, RequestId) override {}
  void preempted(SimTime, RequestId) override {}
  void ended(SimTime, RequestId, ServedAs) override { ++ended_; }
  std::uint64_t ended_ = 0;
};

struct Load {
  std::size_t requests = 200'000;
  std::size_t replicas = 1000;
  double rate = 1;                 // requests/s of one replica
  double duration_s = 0;           // mean, exponential; 0: tokens
};

// Prompts of mean 1155 and answers of mean 211 tokens, about as in the trace of Patel et al. 2024.
RequestColumns requests_of(const Load& load) {
  RequestColumns columns;
  Stream stream(1, "serving bench");
  double now = 0;
  for (std::size_t i = 0; i < load.requests; ++i) {
    now += stream.exponential(1 / (load.rate * static_cast<double>(load.replicas)));
    columns.arrival.push_back(SimTime(*to_duration(now)));
    columns.service.push_back(NameId{});
    columns.tenant.push_back(TenantId{});
    const bool tokens = load.duration_s == 0;
    columns.prompt_tokens.push_back(tokens ? static_cast<std::uint32_t>(1 + stream.exponential(1155)) : 0);
    columns.output_tokens.push_back(tokens ? static_cast<std::uint32_t>(1 + stream.exponential(211)) : 0);
    if (!tokens) columns.duration.push_back(*to_duration(stream.exponential(load.duration_s)));
  }
  return columns;
}

// OPT-13B on one A100 as DistServe fits it (COST.md, 6); a cache of 10,000 blocks.
ReplicaProfile profile_of() {
  ReplicaProfile profile;
  profile.cache_blocks = 10'000;
  profile.steps.add_prefill({.base_s = 18.1e-3, .per_token_s = 0.1019e-3, .per_pair_s = 2 * 7.12e-9});
  for (int n = 1; n <= 95; ++n) profile.steps.add_decode({{static_cast<std::int64_t>((19.9e-3 + 0.0385e-3 * n) * 1e12), 627'000}});
  return profile;
}

struct Result {
  std::uint64_t events = 0;
  std::uint64_t iterations = 0;
  std::uint64_t batch_sum = 0;
  std::uint64_t preemptions = 0;
};

Result replay(ServingEngine& engine, const RequestColumns& requests, const ReplicaProfile& profile, std::size_t replicas) {
  NoSink sink;
  engine.reset(requests, sink);
  EventQueue queue;
  for (std::size_t i = 0; i < replicas; ++i) {
    engine.open(static_cast<ReplicaId>(i), profile);
    queue.open();
  }
  Result result;
  const auto settle = [&](SimTime now, ReplicaId replica) {
    const SimTime due = engine.settle(now, replica);
    due == time_never ? queue.cancel(static_cast<EventSlot>(replica)) : queue.schedule(static_cast<EventSlot>(replica), due, 0);
  };
  SimTime now{};
  for (std::size_t next = 0; next < requests.size() || !queue.empty();) {
    const auto request = static_cast<RequestId>(next);
    const SimTime arrival = next < requests.size() ? requests.arrival[request] : time_never;
    if (queue.next_time() <= arrival) {
      const Event event = queue.pop();
      now = event.at;
      engine.advance(now, static_cast<ReplicaId>(event.slot));
      settle(now, static_cast<ReplicaId>(event.slot));
      ++result.events;
    } else {
      now = arrival;
      const auto replica = static_cast<ReplicaId>(next++ % replicas);
      if (engine.offer(now, replica, request)) settle(now, replica);
    }
  }
  for (std::size_t i = 0; i < replicas; ++i) {
    const ReplicaTotals totals = engine.totals(now, static_cast<ReplicaId>(i));
    result.iterations += totals.iterations;
    result.batch_sum += totals.batch_sum;
    result.preemptions += totals.preemptions;
  }
  return result;
}

void serve(benchmark::State& bench, std::string_view name, const Load& load) {
  const RequestColumns requests = requests_of(load);
  const ReplicaProfile profile = profile_of();
  Result result;
  for (auto step : bench) {
    for (const ServingEntry* entry : serving::entries()) {
      if (entry->name != name) continue;
      const auto engine = entry->make(Params(entry->params), {});
      result = replay(*engine, requests, profile, load.replicas);
    }
  }
  const auto count = static_cast<double>(requests.size());
  bench.SetItemsProcessed(static_cast<std::int64_t>(requests.size()) * bench.iterations());
  bench.counters["events/request"] = static_cast<double>(result.events) / count;
  bench.counters["iterations/request"] = static_cast<double>(result.iterations) / count;
  bench.counters["batch"] = static_cast<double>(result.batch_sum) / static_cast<double>(result.iterations);
  bench.counters["preemptions/request"] = static_cast<double>(result.preemptions) / count;
}

void fifo_slots(benchmark::State& bench) {
  serve(bench, "fifo_slots", {.rate = 0.9, .duration_s = 1});
}
void processor_sharing(benchmark::State& bench) {
  serve(bench, "processor_sharing", {.rate = 0.9, .duration_s = 1});
}
// Range: requests/s of a replica, in tenths.
void continuous_batching(benchmark::State& bench) {
  serve(bench, "continuous_batching", {.replicas = 100, .rate = static_cast<double>(bench.range(0)) / 10});
}
void chunked_prefill(benchmark::State& bench) {
  serve(bench, "chunked_prefill", {.replicas = 100, .rate = static_cast<double>(bench.range(0)) / 10});
}

BENCHMARK(fifo_slots)->Unit(benchmark::kMillisecond);
BENCHMARK(processor_sharing)->Unit(benchmark::kMillisecond);
BENCHMARK(continuous_batching)->Arg(2)->Arg(10)->Arg(20)->Arg(30)->Unit(benchmark::kMillisecond);
BENCHMARK(chunked_prefill)->Arg(2)->Arg(10)->Arg(20)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace suanli::test

BENCHMARK_MAIN();
