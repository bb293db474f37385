// fragmentation_test.cpp -- what no typical task can use, worked by hand.
#include "sim/report/fragmentation.h"

#include <doctest/doctest.h>

#include "tests/sim/report/fake_run.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

// `jobs` jobs of one shape.
void add_jobs(std::vector<JobRecord>& records, std::vector<std::string>& ids, int jobs, std::int32_t gpu_milli, std::int64_t cpu_milli) {
  for (int i = 0; i < jobs; ++i) {
    JobRecord record = job_record(ids[records.size()], 0s, 1s);
    record.gpu_milli = gpu_milli;
    record.cpu_milli = cpu_milli;
    records.push_back(record);
  }
}

std::vector<std::string> numbered_ids(int count) {
  std::vector<std::string> ids;
  for (int i = 0; i < count; ++i) ids.push_back(std::to_string(i));
  return ids;
}

}  // namespace

TEST_CASE("typical tasks are the commonest shapes that ask for the kind, until 95 of 100 jobs are covered") {
  auto ids = numbered_ids(140);
  std::vector<JobRecord> records;
  add_jobs(records, ids, 3, 2000, 1000);
  add_jobs(records, ids, 60, 500, 1000);
  add_jobs(records, ids, 2, 4000, 1000);
  add_jobs(records, ids, 35, 1000, 1000);
  add_jobs(records, ids, 40, 0, 1000);
  const auto workload = workload_of(records);
  const auto tasks = typical_tasks(*workload, DeviceKind::gpu);
  REQUIRE(tasks.size() == 2);  // 60 + 35 of 100
  CHECK(workload->shapes[tasks[0].shape].gpu_milli == 500);
  CHECK(tasks[0].jobs == 60);
  CHECK(tasks[1].jobs == 35);
  CHECK(typical_tasks(*workload, DeviceKind::cpu).front().jobs == 60);
  CHECK(typical_tasks(*workload, DeviceKind::fpga).empty());
}

// One node of 8 CPUs and 4 GPUs; typical: three jobs ask half a GPU, one asks two whole ones (p = 3/4 and 1/4).
//   0-10 s  empty:                       nothing unusable: 0.
//  10-20 s  a half and a half on GPU 0, GPUs 1 and 2 held: free is GPU 3 (1000): half: 0; two: does not fit: 1000. F = 250, 250/1000.
//  20-40 s  as before but half of GPU 0 given back: free .5 + 1: half: 0; two: 1500. F = 375, 375/1500 = 1/4 again.
//  40-50 s  GPU 1 and 2 given back too: free .5, 1, 1, 1: two fits, and GPU 0's half is of no use to it: F = 500/4 = 125 of 3500.
TEST_CASE("a worked node is fragmented as drawn") {
  auto ids = numbered_ids(4);
  std::vector<JobRecord> records;
  add_jobs(records, ids, 3, 500, 1000);
  add_jobs(records, ids, 1, 2000, 1000);
  const auto workload = workload_of(records);
  const Cluster cluster = cluster_of({pool("n", 1, 8, 4)});
  const ShapeTable shapes(*workload, cluster);
  ClusterState state(cluster, shapes, false);
  FragmentationMeter meter(*workload, cluster, time_zero, time_never);
  const TaskShape& half = workload->shapes[static_cast<ShapeId>(0)];
  const TaskShape& two = workload->shapes[static_cast<ShapeId>(1)];
  meter.settled(at(0s), state);
  CHECK(meter.now(DeviceKind::gpu) == 0.0);

  Allocation halves;
  Allocation twos;
  REQUIRE(state.take(node(0), half, 2, halves));
  REQUIRE(state.take(node(0), two, 1, twos));
  meter.touched(node(0));
  meter.settled(at(10s), state);
  CHECK(meter.now(DeviceKind::gpu) == 0.25);

  NodeHold one_half = halves.front();
  REQUIRE(one_half.tasks == (halves.size() == 1 ? 2 : 1));
  one_half.tasks = 1;
  state.give(one_half, half);
  meter.touched(node(0));
  meter.settled(at(20s), state);
  CHECK(meter.now(DeviceKind::gpu) == 0.25);

  state.give(twos.front(), two);
  meter.touched(node(0));
  meter.settled(at(40s), state);
  CHECK(meter.now(DeviceKind::gpu) == 125.0 / 3500);

  const auto found = meter.finish(at(50s));
  REQUIRE(found.size() == 2);  // CPUs are asked for too
  CHECK(found[0].kind == DeviceKind::cpu);
  CHECK(found[1].max == 0.25);
  CHECK(found[1].at_end == 125.0 / 3500);
  CHECK(*found[1].time_mean == doctest::Approx((0.25 * 30 + 125.0 / 3500 * 10) / 50).epsilon(1e-14));
}

TEST_CASE("while nothing is free there is no fragmentation, and that time does not count") {
  auto ids = numbered_ids(1);
  std::vector<JobRecord> records;
  add_jobs(records, ids, 1, 1000, 0);
  const auto workload = workload_of(records);
  const Cluster cluster = cluster_of({pool("n", 1, 8, 1)});
  const ShapeTable shapes(*workload, cluster);
  ClusterState state(cluster, shapes, false);
  FragmentationMeter meter(*workload, cluster, time_zero, time_never);
  Allocation holds;
  REQUIRE(state.take(node(0), workload->shapes[static_cast<ShapeId>(0)], 1, holds));
  meter.settled(at(0s), state);
  CHECK_FALSE(meter.now(DeviceKind::gpu));
  const auto found = meter.finish(at(10s));
  REQUIRE(found.size() == 1);
  CHECK_FALSE(found[0].time_mean);
  CHECK_FALSE(found[0].max);
  CHECK_FALSE(found[0].at_end);
}

TEST_CASE("what is kept node by node is what a fresh look finds") {
  const Cluster cluster = cluster_of({pool("a", 4, 16, 8), pool("b", 2, 8, 2)});
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    const auto workload = random_workload(seed, 100, 1s, {"x"});
    const ShapeTable shapes(*workload, cluster);
    ClusterState state(cluster, shapes, false);
    FragmentationMeter kept(*workload, cluster, time_zero, time_never);
    Stream random(seed, "fragmentation");
    std::vector<std::pair<Allocation, const TaskShape*>> held;
    for (int step = 0; step < 200; ++step) {
      const SimTime now = at(1s * step);
      const auto id = static_cast<NodeId>(random.below(cluster.node_count()));
      const TaskShape& task = workload->shapes[static_cast<ShapeId>(random.below(workload->shapes.size()))];
      Allocation holds;
      if (!held.empty() && random.below(3) == 0) {
        for (const NodeHold& hold : held.back().first) {
          state.give(hold, *held.back().second);
          kept.touched(hold.node);
        }
        held.pop_back();
      } else if (state.take(id, task, 1, holds)) {
        held.emplace_back(holds, &task);
        kept.touched(id);
      }
      kept.settled(now, state);
      FragmentationMeter fresh(*workload, cluster, time_zero, time_never);
      fresh.settled(now, state);
      CHECK(kept.now(DeviceKind::gpu) == fresh.now(DeviceKind::gpu));
      CHECK(kept.now(DeviceKind::cpu) == fresh.now(DeviceKind::cpu));
    }
  }
}
