// earliest_finish_test.cpp -- where a job is done first, on nodes of several speeds.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/base/random.h"
#include "tests/support/replay.h"
#include "tests/support/unlike_nodes.h"

namespace suanli::test {
namespace {

const PolicyChoice fcfs{"fcfs", {}};
const PolicyChoice rule{"earliest_finish", {}};

// "node:tasks" of each hold of a job, in the order they were taken.
std::vector<std::string> places(const Cluster& cluster, const Schedule& schedule, std::size_t job) {
  std::vector<std::string> all;
  for (const NodeHold& hold : schedule.holds[job]) all.push_back(cluster.node_name(hold.node) + ":" + std::to_string(hold.tasks));
  return all;
}

using Places = std::vector<std::string>;

}  // namespace

// Kinds of speed 1, 4 and 2, two nodes of one GPU each; four jobs at 0, of 8 s at speed 1: k1-0, k1-1, k2-0, k2-1, each for 2, 2, 4, 4 s. At
// 2 s both k1 are free again: the fifth, which comes at 1, is the first to find no node but k0, and takes 8 s there.
TEST_CASE("a job goes to the fastest kind that has a node free, the lowest node of it") {
  const Cluster cluster = unlike_nodes({{1, 2}, {4, 2}, {2, 2}});
  const auto workload = workload_of({scaled_job(0, 8), scaled_job(0, 8), scaled_job(0, 8), scaled_job(0, 8), scaled_job(1, 8), scaled_job(2, 8)});
  const Schedule schedule = replay(*workload, cluster, fcfs, rule);
  CHECK(places(cluster, schedule, 0) == Places{"k1-0:1"});
  CHECK(places(cluster, schedule, 1) == Places{"k1-1:1"});
  CHECK(places(cluster, schedule, 2) == Places{"k2-0:1"});
  CHECK(places(cluster, schedule, 3) == Places{"k2-1:1"});
  CHECK(places(cluster, schedule, 4) == Places{"k0-0:1"});
  CHECK(places(cluster, schedule, 5) == Places{"k1-0:1"});
  CHECK(schedule.end == std::vector<std::int64_t>{2'000'000'000, 2'000'000'000, 4'000'000'000, 4'000'000'000, 9'000'000'000, 4'000'000'000});
}

TEST_CASE("where all kinds take as long, the first kind is taken") {
  const Cluster cluster = unlike_nodes({{1, 1}, {4, 1}});
  const auto workload = workload_of({fixed_job(0, 8), fixed_job(0, 8)});
  const Schedule schedule = replay(*workload, cluster, fcfs, rule);
  CHECK(places(cluster, schedule, 0) == Places{"k0:1"});
  CHECK(places(cluster, schedule, 1) == Places{"k1:1"});
}

// Speed 1: two nodes of 4 GPUs; speed 2: one of 2. Five tasks of one GPU: two on k1, the other three on k0-0; 8 s, as on the slowest.
TEST_CASE("a gang fills the fastest nodes first and runs as long as on the slowest it needs") {
  const Cluster cluster = unlike_nodes({{1, 2, 4}, {2, 1, 2}});
  const auto workload = workload_of({scaled_job(0, 8, 1, 5), scaled_job(0, 8, 1, 6)});
  const Schedule schedule = replay(*workload, cluster, fcfs, rule);
  CHECK(places(cluster, schedule, 0) == Places{"k1:2", "k0-0:3"});
  CHECK(schedule.end[0] == 8'000'000'000);
  CHECK(schedule.start[1] == 8'000'000'000);  // five were free
}

// By a plain scan of all nodes: least run time, then class, then NodeId.
TEST_CASE("random single tasks go where a scan over all nodes would put them") {
  const Cluster cluster = unlike_nodes({{1, 7, 4}, {3, 5, 2}, {2, 6, 8}, {3, 2, 4}});
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "earliest finish");
    std::vector<JobRecord> jobs;
    double now = 0;
    for (int i = 0; i < 400; ++i) {
      now += random.exponential(1);
      const auto gpus = static_cast<std::int32_t>(1 + random.below(4));
      const double run = 1 + random.exponential(60);
      jobs.push_back(random.below(4) == 0 ? fixed_job(now, run, gpus) : scaled_job(now, run, gpus));
    }
    const auto workload = workload_of(std::move(jobs));
    const Schedule schedule = replay(*workload, cluster, {"fcfs", {{"on_block", std::string("skip")}}}, rule);
    // Replays starts and ends on counters of its own.
    std::vector<std::int32_t> free(cluster.node_count());
    for (const NodeId node : IdRange<NodeId>(cluster.node_count())) free[index_of(node)] = cluster.capacity(node).gpus;
    const RunTimes run_times(*workload, cluster);
    std::vector<JobId> running;
    std::size_t wrong = 0, compared = 0;
    for (const JobId job : schedule.order) {
      const std::int64_t start = schedule.start[index_of(job)];
      std::erase_if(running, [&](JobId other) {
        if (schedule.end[index_of(other)] > start) return false;
        free[index_of(schedule.holds[index_of(other)][0].node)] += workload->shapes[workload->shape[other]].whole_gpus();
        return true;
      });
      const std::int32_t gpus = workload->shapes[workload->shape[job]].whole_gpus();
      std::optional<NodeId> best;
      for (const NodeId node : IdRange<NodeId>(cluster.node_count())) {
        const auto run = [&](NodeId on) { return run_times.on(job, cluster.class_of(on)); };
        if (free[index_of(node)] >= gpus && (!best || run(node) < run(*best))) best = node;
      }
      REQUIRE(best);
      wrong += *best == schedule.holds[index_of(job)][0].node ? 0 : 1;
      ++compared;
      free[index_of(schedule.holds[index_of(job)][0].node)] -= gpus;
      running.push_back(job);
    }
    CHECK(wrong == 0);
    CHECK(compared == 400);
  }
}

}  // namespace suanli::test
