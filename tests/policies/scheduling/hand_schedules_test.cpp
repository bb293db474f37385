// hand_schedules_test.cpp -- small schedules drawn by hand, and the rules of each order.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/base/random.h"
#include "tests/support/reference_files.h"
#include "tests/support/replay.h"
#include "tests/support/shared.h"
#include "tests/support/workloads.h"

namespace suanli::test {
namespace {

std::vector<double> starts(const Schedule& schedule) {
  std::vector<double> all;
  for (const std::int64_t start : schedule.start) all.push_back(static_cast<double>(start) / 1e9);
  return all;
}

using Times = std::vector<double>;

const PolicyChoice first_fit{"first_fit", {}};

// 300 gangs of up to `widest` tasks, one every `gap` seconds on average, that ask for up to four times their run time.
std::unique_ptr<const Workload> random_gangs(std::uint64_t seed, std::uint64_t widest, double gap) {
  Stream random(seed, "random-gangs");
  std::vector<JobRecord> jobs;
  double t = 0;
  for (int i = 0; i < 300; ++i) {
    t += random.exponential(gap);
    const double run = 1 + random.exponential(20);
    jobs.push_back(cpu_job(t, 1 + static_cast<std::uint32_t>(random.below(widest)), run, run * (1 + random.uniform() * 3)));
  }
  return workload_of(std::move(jobs));
}

PolicyChoice with(const std::string& name, Given params) {
  return {name, std::move(params)};
}

}  // namespace

TEST_CASE("every schedule drawn by hand comes out, with machines as one pool and as single nodes") {
  SUANLI_NEEDS_SHARED("verification/hand_schedules.json");
  const auto file = nlohmann::json::parse(read_whole(shared("verification/hand_schedules.json")));
  std::size_t compared = 0;
  for (const auto& one : file["schedules"]) {
    std::vector<JobRecord> jobs;
    for (const auto& job : one["jobs"]) {
      jobs.push_back(cpu_job(job["t"].get<double>(), job["n"].get<std::uint32_t>(), job["run"].get<double>(), job["est"].get<double>()));
    }
    const auto workload = workload_of(std::move(jobs));
    const auto nodes = one["nodes"].get<std::uint32_t>();
    ClusterSpec single_nodes;
    single_nodes.pools.push_back({.name = "node", .count = nodes, .cpus = 1});
    const Cluster as_nodes(std::move(single_nodes), small_catalog());
    const Cluster as_machine = one_machine(nodes);
    for (const auto& [policy, expected] : one["start"].items()) {
      PolicyChoice choice = policy == "fcfs" ? PolicyChoice{"fcfs", {}} : PolicyChoice{"easy_backfill", {}};
      if (policy == "conservative") choice = {"conservative_backfill", {}};
      if (policy == "easy_published_event_by_event") choice.params["semantics"] = std::string("published");
      CAPTURE(one["id"].get<std::string>());
      CAPTURE(policy);
      CHECK(starts(replay(*workload, as_machine, choice, first_fit)) == expected.get<Times>());
      CHECK(starts(replay(*workload, as_nodes, choice, first_fit)) == expected.get<Times>());
      ++compared;
    }
  }
  CHECK(compared >= 15);
}

// One server; p = 3, 2, 4, 1 all at 0 but the first: sjf 1 first (alone), then 1, 2, 4; ljf 4, 2, 1.
TEST_CASE("sjf and ljf go by the estimate, ties by arrival") {
  const auto workload = workload_of({cpu_job(0, 1, 3, 3), cpu_job(1, 1, 2, 2), cpu_job(1, 1, 4, 4), cpu_job(1, 1, 1, 1), cpu_job(1, 1, 2, 2)});
  CHECK(starts(replay(*workload, one_machine(1), with("sjf", {}), first_fit)) == Times{0, 4, 8, 3, 6});
  CHECK(starts(replay(*workload, one_machine(1), with("ljf", {}), first_fit)) == Times{0, 7, 3, 11, 9});
}

// The rule's own case: sizes 4, 1, 2 on 4 processors, all at 0: 1 and 2 start, 4 waits.
TEST_CASE("smallest_first lets small demands in and makes the large one wait") {
  const auto workload = workload_of({cpu_job(0, 4, 5, 5), cpu_job(0, 1, 5, 5), cpu_job(0, 2, 5, 5)});
  CHECK(starts(replay(*workload, one_machine(4), with("smallest_first", {}), first_fit)) == Times{5, 0, 0});
  CHECK(starts(replay(*workload, one_machine(4), with("smallest_first", {{"largest", true}}), first_fit)) == Times{0, 5, 5});
}

// LPT on three machines (analytic case lpt_tight): 5 5 4 4 3 3 3 ends at 11, the optimum at 9.
TEST_CASE("ljf reproduces the tight case of the LPT bound") {
  const auto workload = workload_of({cpu_job(0, 1, 5, 5), cpu_job(0, 1, 5, 5), cpu_job(0, 1, 4, 4), cpu_job(0, 1, 4, 4), cpu_job(0, 1, 3, 3),
                                     cpu_job(0, 1, 3, 3), cpu_job(0, 1, 3, 3)});
  const Schedule schedule = replay(*workload, one_machine(3), with("ljf", {}), first_fit);
  CHECK(*std::max_element(schedule.end.begin(), schedule.end.end()) == 11'000'000'000);
}

// m(m-1) unit jobs then one of length m on m = 3: list scheduling ends at 2m - 1 = 5 (analytic case graham_list).
TEST_CASE("fcfs reproduces Graham's worst list") {
  std::vector<JobRecord> jobs(6, cpu_job(0, 1, 1, 1));
  jobs.push_back(cpu_job(0, 1, 3, 3));
  const auto workload = workload_of(std::move(jobs));
  const Schedule schedule = replay(*workload, one_machine(3), with("fcfs", {}), first_fit);
  CHECK(*std::max_element(schedule.end.begin(), schedule.end.end()) == 5'000'000'000);
}

// 4 processors: 1 holds 3 until 10; 2 wants 2 and blocks; 3 wants 1. stop: 3 waits for 2; skip: 3 starts at once.
TEST_CASE("on_block decides whether a job that does not fit holds up those behind it") {
  const auto workload = workload_of({cpu_job(0, 3, 10, 10), cpu_job(1, 2, 10, 10), cpu_job(2, 1, 10, 10)});
  CHECK(starts(replay(*workload, one_machine(4), with("fcfs", {}), first_fit)) == Times{0, 10, 10});
  CHECK(starts(replay(*workload, one_machine(4), with("fcfs", {{"on_block", std::string("skip")}}), first_fit)) == Times{0, 10, 2});
}

// Two pools of one CPU each in two zones: 2 waits for 1 in the first zone; 3 runs only in the second. By pools it starts at 2.
TEST_CASE("block_scope pools: jobs of disjoint pools never block each other") {
  ClusterSpec spec;
  spec.zones = {{.name = "a"}, {.name = "b"}};
  spec.pools.push_back({.name = "pa", .zone = "a", .count = 1, .cpus = 1});
  spec.pools.push_back({.name = "pb", .zone = "b", .count = 1, .cpus = 1});
  const Cluster cluster(std::move(spec), small_catalog());
  const std::string_view a[] = {"a"};
  const std::string_view b[] = {"b"};
  auto one = cpu_job(0, 1, 10, 10), two = cpu_job(1, 1, 10, 10), three = cpu_job(2, 1, 10, 10);
  one.zones = two.zones = a;
  three.zones = b;
  const auto workload = workload_of({one, two, three});
  CHECK(starts(replay(*workload, cluster, with("fcfs", {}), first_fit)) == Times{0, 10, 10});
  CHECK(starts(replay(*workload, cluster, with("fcfs", {{"block_scope", std::string("pools")}}), first_fit)) == Times{0, 10, 2});
}

// 4 processors: 1 holds 3 for 10 s; head 2 wants 4 (shadow 10). Jobs 3 (est 8) and 4 (est 4) each want 1: by arrival 3 starts, by estimate 4.
TEST_CASE("backfill_order shortest tries short jobs first") {
  const auto workload = workload_of({cpu_job(0, 3, 10, 10), cpu_job(1, 4, 5, 5), cpu_job(2, 1, 8, 8), cpu_job(2, 1, 4, 4)});
  CHECK(starts(replay(*workload, one_machine(4), with("easy_backfill", {}), first_fit)) == Times{0, 10, 2, 15});
  CHECK(starts(replay(*workload, one_machine(4), with("easy_backfill", {{"backfill_order", std::string("shortest")}}), first_fit)) ==
        Times{0, 10, 15, 2});
}

// easy_vs_conservative again: with two reservations EASY may no longer delay job 3.
TEST_CASE("a second reservation protects the second blocked job") {
  const auto workload = workload_of({cpu_job(0, 3, 10, 10), cpu_job(1, 3, 10, 10), cpu_job(2, 4, 5, 5), cpu_job(3, 1, 30, 30)});
  CHECK(starts(replay(*workload, one_machine(4), with("easy_backfill", {}), first_fit)) == Times{0, 10, 33, 3});
  CHECK(starts(replay(*workload, one_machine(4), with("easy_backfill", {{"reservations", std::int64_t{2}}}), first_fit)) == Times{0, 10, 20, 25});
}

TEST_CASE("depth limits how many jobs behind the head are looked at") {
  const auto workload = workload_of({cpu_job(0, 3, 10, 10), cpu_job(1, 4, 5, 5), cpu_job(2, 1, 9, 9), cpu_job(3, 1, 3, 3)});
  CHECK(starts(replay(*workload, one_machine(4), with("easy_backfill", {}), first_fit)) == Times{0, 10, 15, 3});
  CHECK(starts(replay(*workload, one_machine(4), with("easy_backfill", {{"depth", std::int64_t{1}}}), first_fit)) == Times{0, 10, 15, 15});
}

// Two nodes of 4 GPUs. Job 1 holds 3 GPUs of a node until 20; job 2 wants two tasks of 4 GPUs (both nodes): shadow 20. Job 3 (4 GPUs, 10 s) ends
// at 12 and may pass; job 4 (1 GPU, 30 s) would end at 33 and hold a GPU the head needs: refused; without the reservation it would fit.
TEST_CASE("with several nodes the reservation counts the slots of the projected cluster") {
  const auto job = [](double t, std::uint32_t tasks, std::int32_t gpus, double run) {
    return JobRecord{.submit = SimTime(seconds(t)), .tasks = tasks, .gpu_milli = gpus * 1000, .duration = seconds(run), .time_limit = seconds(run)};
  };
  const auto workload = workload_of({job(0, 1, 3, 20), job(1, 2, 4, 5), job(2, 1, 4, 10), job(3, 1, 1, 30)});
  CHECK(starts(replay(*workload, gpu_nodes(2, 4), with("easy_backfill", {}), {"best_fit", {}})) == Times{0, 20, 2, 25});
}

// POLICIES.md, 1.4: with exact estimates every job starts when FCFS starts it or earlier.
TEST_CASE("conservative backfilling with exact estimates delays nobody against FCFS, and FCFS starts in order of arrival") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const auto workload = random_gangs(seed, 8, 3);
    const Schedule fcfs = replay(*workload, one_machine(8), with("fcfs", {}), first_fit);
    CHECK(std::is_sorted(fcfs.start.begin(), fcfs.start.end()));
    const Schedule filled =
        replay(*workload, one_machine(8), with("conservative_backfill", {{"estimates", std::string("perfect")}}), first_fit);
    std::size_t later = 0;
    std::size_t earlier = 0;
    for (std::size_t i = 0; i < filled.start.size(); ++i) {
      later += filled.start[i] > fcfs.start[i] ? 1u : 0u;
      earlier += filled.start[i] < fcfs.start[i] ? 1u : 0u;
    }
    CHECK(later == 0);
    CHECK(earlier > 0);
  }
}

// The same rule as a plain walk over the queue, and on the general path of several nodes.
TEST_CASE("the tree search of EASY equals its walk with unlimited depth") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const auto workload = random_gangs(seed, 10, 2);
    for (const char* order : {"arrival", "shortest"}) {
      const Given fast{{"backfill_order", std::string(order)}};
      Given walked = fast;
      walked["depth"] = std::int64_t{1'000'000};
      const Schedule by_tree = replay(*workload, one_machine(16), with("easy_backfill", fast), first_fit);
      const Schedule by_walk = replay(*workload, one_machine(16), with("easy_backfill", walked), first_fit);
      CHECK(by_tree.start == by_walk.start);
      // One node of 16 CPUs beside a node nobody may use is no longer one machine: the projected cluster must say the same.
      ClusterSpec spec;
      spec.pools.push_back({.name = "machine", .count = 1, .cpus = 16});
      spec.pools.push_back({.name = "tiny", .count = 1, .cpus = 0.5});
      const Cluster two(std::move(spec), small_catalog());
      CHECK(replay(*workload, two, with("easy_backfill", fast), first_fit).start == by_tree.start);
    }
  }
}

// Two processors. After two jobs of 0 s the user's third, of both processors, is predicted to take no time; it does not end at the instant
// it starts, so the fourth waits for it.
TEST_CASE("a job predicted to take no time still holds its processors under the published rule") {
  const auto workload = workload_of({cpu_job(0, 1, 0, 100), cpu_job(0, 1, 0, 100), cpu_job(1, 2, 10, 100), cpu_job(1, 1, 10, 100)});
  const auto policy = with("easy_backfill", {{"semantics", std::string("published")}, {"estimates", std::string("user_history")}});
  CHECK(starts(replay(*workload, one_machine(2), policy, first_fit)) == Times{0, 0, 1, 11});
}

TEST_CASE("estimates of requested times need a time limit, and the published rule needs one machine") {
  auto job = cpu_job(0, 1, 1, 1);
  job.time_limit.reset();
  const auto workload = workload_of({job});
  CHECK_THROWS_AS(replay(*workload, one_machine(1), with("easy_backfill", {}), first_fit), InputError);
  CHECK(starts(replay(*workload, one_machine(1), with("easy_backfill", {{"estimates", std::string("perfect")}}), first_fit)) == Times{0});
  const auto gpu_job = workload_of({{.gpu_milli = 1000, .duration = seconds(1), .time_limit = seconds(1)},
                                    {.gpu_milli = 2000, .duration = seconds(1), .time_limit = seconds(1)}});
  CHECK_THROWS_AS(replay(*gpu_job, gpu_nodes(2, 2), with("easy_backfill", {{"semantics", std::string("published")}}), first_fit), InputError);
}

}  // namespace suanli::test
