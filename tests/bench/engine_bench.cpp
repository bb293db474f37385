// engine_bench.cpp -- nanoseconds of the engine's parts by size: choosing a node, the event queue, reservations, random numbers.
#include <benchmark/benchmark.h>

#include "policies/reservation_profile.h"
#include "sim/base/random.h"
#include "sim/engine/cluster_state.h"
#include "sim/engine/event_queue.h"
#include "tests/support/workloads.h"

namespace suanli::test {
namespace {

// Nodes of 8 GPUs and 64 CPUs that are nearly full of 1-GPU tasks of four CPU sizes.
struct FullCluster {
  explicit FullCluster(std::uint32_t nodes) : cluster(spec(nodes), small_catalog()), workload(tasks()), shapes(*workload, cluster) {
    state = std::make_unique<ClusterState>(cluster, shapes, true);
    Stream random(1, "bench");
    const auto want = static_cast<std::uint64_t>(nodes) * 31 / 4;
    for (std::uint64_t i = 0; i < want; ++i) {
      const ShapeOnCluster& shape = shapes[static_cast<ShapeId>(random.below(shapes.size()))];
      if (const auto node = state->worst_fit(shape)) state->take(*node, shape.task, 1, holds);
    }
  }
  static ClusterSpec spec(std::uint32_t nodes) {
    ClusterSpec all;
    all.pools.push_back({.name = "n", .count = nodes, .cpus = 64, .memory_gib = 512, .devices = {{"gpu", 8}}});
    return all;
  }
  static std::unique_ptr<const Workload> tasks() {
    std::vector<JobRecord> jobs;
    for (int i = 0; i < 4; ++i) jobs.push_back({.cpu_milli = milli << i, .memory_kib = 4 << 20, .gpu_milli = 1000});
    return workload_of(std::move(jobs));
  }

  Cluster cluster;
  std::unique_ptr<const Workload> workload;
  ShapeTable shapes;
  std::unique_ptr<ClusterState> state;
  Allocation holds;
};

template <class Choose>
void choose_node(benchmark::State& bench, Choose choose) {
  const FullCluster full(static_cast<std::uint32_t>(bench.range(0)));
  std::size_t next = 0;
  for (auto step : bench) benchmark::DoNotOptimize(choose(*full.state, full.shapes[static_cast<ShapeId>(next++ % full.shapes.size())]));
}

void best_fit(benchmark::State& bench) {
  choose_node(bench, [](const ClusterState& state, const ShapeOnCluster& shape) { return state.best_fit(shape); });
}
void first_fit(benchmark::State& bench) {
  choose_node(bench, [](const ClusterState& state, const ShapeOnCluster& shape) { return state.first_fit(shape); });
}

// Takes the best node and gives it back: two moves in the index.
void take_and_give(benchmark::State& bench) {
  FullCluster full(static_cast<std::uint32_t>(bench.range(0)));
  const ShapeOnCluster& shape = full.shapes[ShapeId{0}];
  Allocation holds;
  for (auto step : bench) {
    full.state->take(*full.state->best_fit(shape), shape.task, 1, holds);
    full.state->give(holds.back(), shape.task);
    holds.clear();
  }
}

void hold_event(benchmark::State& bench) {
  EventQueue queue;
  Stream random(1, "bench");
  for (std::int64_t i = 0; i < bench.range(0); ++i) queue.schedule(queue.open(), SimTime(Duration(random.below(1'000'000'000))), 0);
  std::vector<std::int64_t> gaps(1 << 12);
  for (auto& gap : gaps) gap = static_cast<std::int64_t>(random.exponential(1e9));
  std::size_t next = 0;
  for (auto step : bench) {
    const Event event = queue.pop();
    queue.schedule(event.slot, event.at + Duration(gaps[next++ % gaps.size()]), 0);
  }
}

// A job's place in a conservative profile of that many reservations.
void place_in_profile(benchmark::State& bench) {
  ReservationProfile profile(SimTime{}, {{1'000, 0, 0, 0}});
  Stream random(1, "bench");
  const auto draw = [&] { return Amount{{static_cast<std::int64_t>(1 + random.below(100)), 0, 0, 0}}; };
  for (std::int64_t i = 0; i < bench.range(0); ++i) {
    const Amount amount = draw();
    const Duration run(1'000 + static_cast<std::int64_t>(random.below(100'000)));
    profile.reserve(profile.earliest(SimTime{}, amount, run), run, amount);
  }
  for (auto step : bench) {
    const Amount amount = draw();
    const Duration run(50'000);
    const SimTime start = profile.earliest(SimTime{}, amount, run);
    profile.reserve(start, run, amount);
    profile.release(start, run, amount);
  }
}

void random_u64(benchmark::State& bench) {
  Stream random(1, "bench");
  for (auto step : bench) benchmark::DoNotOptimize(random.next_u64());
}

BENCHMARK(best_fit)->Arg(1'000)->Arg(10'000)->Arg(100'000);
BENCHMARK(first_fit)->Arg(1'000)->Arg(10'000)->Arg(100'000);
BENCHMARK(take_and_give)->Arg(1'000)->Arg(10'000)->Arg(100'000);
BENCHMARK(hold_event)->Arg(100)->Arg(10'000)->Arg(1'000'000);
BENCHMARK(place_in_profile)->Arg(100)->Arg(1'000)->Arg(10'000);
BENCHMARK(random_u64);

}  // namespace
}  // namespace suanli::test

BENCHMARK_MAIN();
