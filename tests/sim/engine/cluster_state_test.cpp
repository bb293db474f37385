// cluster_state_test.cpp -- taking, giving back and finding nodes, against walks over all nodes.
#include "sim/engine/cluster_state.h"

#include <doctest/doctest.h>

#include <tuple>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "tests/support/workloads.h"

namespace suanli::test {
namespace {

// Three unlike pools: 8-GPU nodes, CPU nodes, FPGA nodes.
Cluster mixed_cluster() {
  ClusterSpec spec;
  spec.pools.push_back({.name = "gpu", .count = 20, .cpus = 32, .memory_gib = 256, .devices = {{"gpu", 8}}});
  spec.pools.push_back({.name = "cpu", .count = 10, .cpus = 16, .memory_gib = 64});
  spec.pools.push_back({.name = "fpga", .count = 6, .cpus = 8, .memory_gib = 32, .devices = {{"fpga", 2}}});
  return Cluster(std::move(spec), small_catalog());
}

// Shapes with whole and shared GPUs, FPGAs, CPUs and memory.
std::unique_ptr<const Workload> mixed_shapes() {
  std::vector<JobRecord> jobs;
  const auto add = [&](std::int64_t cpus, std::int64_t gib, std::int32_t gpu_milli, std::int32_t fpgas) {
    jobs.push_back({.cpu_milli = cpus * milli, .memory_kib = gib << 20, .gpu_milli = gpu_milli, .fpgas = fpgas});
  };
  add(1, 4, 0, 0);
  add(4, 30, 0, 0);
  add(2, 10, 1000, 0);
  add(8, 64, 4000, 0);
  add(1, 8, 300, 0);
  add(1, 2, 550, 0);
  add(2, 8, 0, 1);
  add(0, 0, 2000, 0);
  return workload_of(std::move(jobs));
}

// POLICIES.md, section 2: devices of the asked kind, other devices, CPUs, memory; CPU-only tasks prefer nodes without devices.
auto left_on(const ClusterState& state, NodeId node, const TaskShape& task) {
  const FreeState& free = state.free(node);
  const NodeCapacity& has = state.cluster().capacity(node);
  const bool asks_none = task.gpu_milli == 0 && task.fpgas == 0;
  const std::int64_t first = task.fpgas > 0 ? free.fpgas : free.gpu_milli;
  const std::int64_t second = task.fpgas > 0 ? free.gpu_milli : free.fpgas;
  return std::tuple(asks_none && (has.gpus > 0 || has.fpgas > 0) ? 1 : 0, first, second, free.cpu_milli, free.memory_kib);
}

struct Oracle {
  std::optional<NodeId> best, worst, first;
  std::int64_t slots = 0;
};

Oracle walk(const ClusterState& state, const ShapeOnCluster& shape) {
  Oracle found;
  for (const NodeId node : IdRange<NodeId>(state.cluster().node_count())) {
    const std::int64_t here = state.slots_on(node, shape);
    if (here == 0) continue;
    found.slots += here;
    if (!found.first) found.first = node;
    if (!found.best || left_on(state, node, shape.task) < left_on(state, *found.best, shape.task)) found.best = node;
    if (!found.worst || left_on(state, *found.worst, shape.task) < left_on(state, node, shape.task)) found.worst = node;
  }
  return found;
}

}  // namespace

// A node with 2 GPUs: shares of 0.3 and 0.5 go to device 0, a further 0.3 to device 1; then no whole device is free.
TEST_CASE("shares fill the fullest device that holds them, lowest first") {
  ClusterSpec spec;
  spec.pools.push_back({.name = "n", .count = 1, .cpus = 8, .devices = {{"gpu", 2}}});
  const Cluster cluster(std::move(spec), small_catalog());
  const auto workload = workload_of({{.gpu_milli = 300}, {.gpu_milli = 500}, {.gpu_milli = 1000}});
  const ShapeTable shapes(*workload, cluster);
  ClusterState state(cluster, shapes, false);
  Allocation a, b, c, d;
  const TaskShape& third = shapes[ShapeId{0}].task;
  REQUIRE(state.take(NodeId{0}, third, 1, a));
  REQUIRE(state.take(NodeId{0}, shapes[ShapeId{1}].task, 1, b));
  REQUIRE(state.take(NodeId{0}, third, 1, c));
  CHECK(a[0].gpus == 1);
  CHECK(b[0].gpus == 1);
  CHECK(c[0].gpus == 2);
  CHECK(state.gpu_free_milli(NodeId{0}, 0) == 200);
  CHECK(state.gpu_free_milli(NodeId{0}, 1) == 700);
  CHECK(!state.take(NodeId{0}, shapes[ShapeId{2}].task, 1, d));
  CHECK(state.slots_on(NodeId{0}, shapes[ShapeId{0}]) == 2);
  state.give(c[0], third);
  CHECK(state.free(NodeId{0}).whole_gpus == 1);
  state.check({{&third, &a}, {&shapes[ShapeId{1}].task, &b}});
}

TEST_CASE("a gang of shares that does not fit leaves nothing taken") {
  ClusterSpec spec;
  spec.pools.push_back({.name = "n", .count = 1, .cpus = 8, .devices = {{"gpu", 1}}});
  const Cluster cluster(std::move(spec), small_catalog());
  const auto workload = workload_of({{.gpu_milli = 400}});
  const ShapeTable shapes(*workload, cluster);
  ClusterState state(cluster, shapes, false);
  Allocation holds;
  CHECK(!state.take(NodeId{0}, shapes[ShapeId{0}].task, 3, holds));
  CHECK(holds.empty());
  CHECK(state.free(NodeId{0}) == FreeState::of(cluster.capacity(NodeId{0})));
  state.check({});
}

TEST_CASE("giving back more than was taken is an internal error") {
  const Cluster cluster = mixed_cluster();
  const auto workload = mixed_shapes();
  const ShapeTable shapes(*workload, cluster);
  ClusterState state(cluster, shapes, false);
  CHECK_THROWS_AS(state.give({NodeId{0}, 1, 1, 0}, shapes[ShapeId{2}].task), InternalError);
}

TEST_CASE("best, worst and first fit and the slots of a random mixed cluster equal a walk over all nodes") {
  const Cluster cluster = mixed_cluster();
  const auto workload = mixed_shapes();
  const ShapeTable shapes(*workload, cluster);
  ClusterState state(cluster, shapes, true);
  Stream random(11, "cluster-state-test");
  std::vector<std::pair<const TaskShape*, Allocation>> held;
  std::size_t differ = 0;
  std::size_t found = 0;
  for (int step = 0; step < 6'000; ++step) {
    const ShapeOnCluster& shape = shapes[static_cast<ShapeId>(random.below(shapes.size()))];
    const Oracle oracle = walk(state, shape);
    const auto from = static_cast<NodeId>(random.below(cluster.node_count()));
    if (state.best_fit(shape) != oracle.best || state.worst_fit(shape) != oracle.worst || state.first_fit(shape) != oracle.first) ++differ;
    if (state.slots(shape, 1'000'000) != oracle.slots) ++differ;
    std::optional<NodeId> next;
    for (std::size_t i = index_of(from); i < cluster.node_count() && !next; ++i) {
      if (state.slots_on(static_cast<NodeId>(i), shape) > 0) next = static_cast<NodeId>(i);
    }
    if (state.first_fit(shape, from) != next) ++differ;
    if (oracle.best) ++found;
    const bool phase = step / 1000 % 2 == 0;  // filling and emptying in turn
    if (oracle.best && random.below(10) < (phase ? 8u : 3u)) {
      Allocation holds;
      const NodeId node = random.below(2) == 0 ? *oracle.best : *oracle.worst;
      REQUIRE(state.take(node, shape.task, 1 + static_cast<std::uint32_t>(random.below(static_cast<std::uint64_t>(state.slots_on(node, shape)))), holds));
      held.emplace_back(&shape.task, holds);
    } else if (!held.empty()) {
      std::swap(held[random.below(held.size())], held.back());
      for (const NodeHold& hold : held.back().second) state.give(hold, *held.back().first);
      held.pop_back();
    }
    if (step % 50 == 0) {
      std::vector<ClusterState::Held> view;
      for (const auto& [task, holds] : held) view.push_back({task, &holds});
      state.check(view);
    }
  }
  CHECK(differ == 0);
  CHECK(found > 1000);
}

TEST_CASE("shapes know where they may run and why they never do") {
  ClusterSpec spec;
  spec.zones = {{.name = "here"}, {.name = "there"}};
  spec.pools.push_back({.name = "a", .zone = "here", .count = 2, .cpus = 8, .devices = {{"gpu", 4}}});
  spec.pools.push_back({.name = "b", .zone = "there", .count = 2, .cpus = 8, .devices = {{"gpu-2", 4}}});
  const Cluster cluster(std::move(spec), small_catalog());
  const std::string_view there[] = {"there"};
  const std::string_view nowhere[] = {"mars"};
  const std::string_view second[] = {"gpu-2"};
  const std::string_view unknown[] = {"gpu-9"};
  const auto workload = workload_of({{.id = "1", .gpu_milli = 1000, .zones = there},
                                     {.id = "2", .gpu_milli = 1000, .zones = nowhere},
                                     {.id = "3", .gpu_milli = 1000, .device_models = second},
                                     {.id = "4", .gpu_milli = 1000, .device_models = unknown},
                                     {.id = "5", .gpu_milli = 8000},
                                     {.id = "6", .tasks = 17, .gpu_milli = 1000}});
  const ShapeTable shapes(*workload, cluster);
  const auto never = [&](const char* id) { return shapes.never_runs(*workload->find(id)); };
  CHECK(!never("1"));
  CHECK(shapes[workload->shape[*workload->find("1")]].most_tasks == 8);
  CHECK(never("2") == RejectReason::no_such_zone);
  CHECK(!never("3"));
  CHECK(never("4") == RejectReason::no_such_model);
  CHECK(never("5") == RejectReason::too_large);
  CHECK(never("6") == RejectReason::too_large);
}

}  // namespace suanli::test
