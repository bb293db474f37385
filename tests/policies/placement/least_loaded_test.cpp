// least_loaded_test.cpp -- which node is the least loaded, by dominant resource and by tasks; and who brings that along.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/base/random.h"
#include "tests/support/replay.h"
#include "tests/support/workloads.h"

namespace suanli::test {
namespace {

const PolicyChoice fcfs{"fcfs", {}};
const PolicyChoice by_tasks{"least_loaded", {{"metric", std::string("tasks")}}};

Cluster nodes_of(std::uint32_t count, double cpus, double memory_gib = 64) {
  ClusterSpec spec;
  spec.pools.push_back({.name = "n", .count = count, .cpus = cpus, .memory_gib = memory_gib});
  return Cluster(std::move(spec), small_catalog());
}

// The nodes of each job's tasks.
std::vector<std::string> places(const Schedule& schedule) {
  std::vector<std::string> all;
  for (const Allocation& holds : schedule.holds) {
    std::string text;
    for (const NodeHold& hold : holds) {
      for (std::uint32_t i = 0; i < hold.tasks; ++i) text += std::to_string(index_of(hold.node));
    }
    all.push_back(text);
  }
  return all;
}

using Places = std::vector<std::string>;

}  // namespace

// The rule's own case: three nodes with 2, 0, 1 tasks, jobs of 1, 2, 1 tasks: node 1; then 1 and 2 (a tie, by NodeId); then 0. The preparation is
// by the rule too: tasks go to 0, 1, 2, 0, 1 and the two of node 1 end at 1.
TEST_CASE("by tasks: fewest running tasks, counted task by task, ties by NodeId") {
  const auto workload = workload_of({cpu_job(0, 1, 100, 100), cpu_job(0, 1, 1, 1), cpu_job(0, 1, 100, 100), cpu_job(0, 1, 100, 100),
                                     cpu_job(0, 1, 1, 1), cpu_job(2, 1, 100, 100), cpu_job(3, 2, 100, 100), cpu_job(4, 1, 100, 100)});
  CHECK(places(replay(*workload, nodes_of(3, 8), fcfs, by_tasks)) == Places{"0", "1", "2", "0", "1", "1", "12", "0"});
  CHECK(places(replay(*workload, nodes_of(3, 8), {"least_connections", {}}, by_tasks)) == Places{"0", "1", "2", "0", "1", "1", "12", "0"});
}

// Two nodes of 2 CPUs. At 10 n0 is empty and n1 holds one: the gang of three goes to n0, n0 (one each, a tie), n1.
TEST_CASE("by tasks: the tasks of a gang see each other") {
  const auto workload = workload_of({cpu_job(0, 1, 10, 10), cpu_job(0, 1, 20, 20), cpu_job(1, 3, 5, 5), cpu_job(1, 1, 5, 5)});
  const Schedule schedule = replay(*workload, nodes_of(2, 2), {"fcfs", {{"on_block", std::string("skip")}}}, by_tasks);
  CHECK(places(schedule) == Places{"0", "1", "001", "0"});
  CHECK(schedule.start[2] == 10'000'000'000);
}

// 8 CPUs and 64 GiB each. The first takes half the memory of n0 and an eighth of its CPUs: load 1/2; the second 3/8 of the CPUs of n1. The third, of
// a CPU, goes to n1, now at 1/2 too; the fourth and the fifth go to n0 by NodeId, where the memory still counts for more.
TEST_CASE("dominant: the largest used share counts, whatever the resource") {
  JobRecord memory = cpu_job(0, 1, 100, 100);
  memory.memory_kib = std::int64_t{32} << 20;
  JobRecord three = cpu_job(0, 1, 100, 100);
  three.cpu_milli = 3 * milli;
  const auto workload = workload_of({memory, three, cpu_job(1, 1, 100, 100), cpu_job(2, 1, 100, 100), cpu_job(3, 1, 100, 100)});
  CHECK(places(replay(*workload, nodes_of(2, 8), fcfs, {"least_loaded", {}})) == Places{"0", "1", "1", "0", "0"});
}

// Against a plain count over all nodes, replayed from starts and ends. EASY tries many places that it gives back: they must leave no trace.
TEST_CASE("by tasks: random jobs go where a count over all nodes would put them") {
  const PolicyChoice easy{"easy_backfill", {{"estimates", std::string("perfect")}}};
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "least loaded");
    std::vector<JobRecord> jobs;
    double now = 0;
    for (int i = 0; i < 300; ++i) {
      now += random.exponential(1.2);
      jobs.push_back(cpu_job(now, 1, 1 + random.exponential(30), 1));
      jobs.back().time_limit.reset();
      jobs.back().cpu_milli = milli * static_cast<std::int64_t>(1 + random.below(4));
    }
    const auto workload = workload_of(std::move(jobs));
    const Cluster cluster = nodes_of(9, 8);
    const Schedule schedule = replay(*workload, cluster, seed % 2 == 0 ? fcfs : easy, by_tasks);
    std::vector<std::int64_t> free(9, 8 * milli), tasks(9, 0);
    std::vector<JobId> running;
    std::size_t wrong = 0;
    const auto move = [&](JobId job, int sign) {
      const std::size_t node = index_of(schedule.holds[index_of(job)][0].node);
      free[node] -= sign * workload->shapes[workload->shape[job]].cpu_milli;
      tasks[node] += sign;
    };
    for (const JobId job : schedule.order) {
      std::erase_if(running, [&](JobId other) {
        if (schedule.end[index_of(other)] > schedule.start[index_of(job)]) return false;
        move(other, -1);
        return true;
      });
      std::size_t best = 9;
      for (std::size_t node = 0; node < 9; ++node) {
        if (free[node] >= workload->shapes[workload->shape[job]].cpu_milli && (best == 9 || tasks[node] < tasks[best])) best = node;
      }
      wrong += index_of(schedule.holds[index_of(job)][0].node) == best ? 0 : 1;
      move(job, 1);
      running.push_back(job);
    }
    CHECK(wrong == 0);
  }
}

}  // namespace suanli::test
