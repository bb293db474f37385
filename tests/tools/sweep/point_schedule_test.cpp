// point_schedule_test.cpp -- runs come in an order that shares jobs, and points end when their goal is reached, whoever runs what when.
#include "tools/sweep/point_schedule.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "sim/base/random.h"

using namespace suanli;
using namespace suanli::sweep;

namespace {

SweepPlan plan_of(const nlohmann::json& replications) {
  const nlohmann::json axes{{"/policies/scheduling", {"fcfs", "sjf"}}, {"/workload/generate/jobs", {10, 20}}};
  return SweepPlan(read_sweep_of(std::string(SUANLI_SOURCE_DIR) + "/scenarios/gpu-training.json", {{"axes", axes}, {"replications", replications}}, {}, {}));
}

std::vector<std::size_t> all_points(const SweepPlan& plan) {
  std::vector<std::size_t> points(plan.grid().size());
  std::iota(points.begin(), points.end(), std::size_t{0});
  return points;
}

// The value a run has, from its place alone: noisy at first, so that goals take a while.
double value_of(const RunTask& task) {
  return 100 + 40 * Stream(task.point, "value", task.replication).normal();
}

// Runs everything with some tasks under way at a time, ending in an order drawn from `seed`.
std::map<std::size_t, std::string> run_all(const SweepPlan& plan, std::size_t under_way, std::uint64_t seed) {
  PointSchedule schedule(plan, all_points(plan), under_way);
  Stream order(seed, "order");
  std::vector<RunTask> running;
  std::map<std::size_t, std::string> rows;
  while (!schedule.finished()) {
    while (running.size() < under_way) {
      const auto task = schedule.next();
      if (!task) break;
      running.push_back(*task);
    }
    REQUIRE(!running.empty());
    const auto ended = running.begin() + static_cast<std::ptrdiff_t>(order.below(running.size()));
    if (auto point = schedule.done(*ended, "wait_s,all,all,mean," + std::to_string(value_of(*ended)) + ",s\n", value_of(*ended))) {
      CHECK(rows.emplace(point->point, point->rows).second);
    }
    running.erase(ended);
  }
  return rows;
}

}  // namespace

TEST_CASE("points with the same jobs take the same replication in turn") {
  // Points 0 (fcfs, 10), 1 (fcfs, 20), 2 (sjf, 10), 3 (sjf, 20); 0 and 2 have the same jobs, and so have 1 and 3.
  const SweepPlan plan = plan_of(2);
  PointSchedule schedule(plan, all_points(plan), 1);
  std::vector<std::pair<std::size_t, std::size_t>> order;
  while (const auto task = schedule.next()) {
    order.emplace_back(task->point, task->replication);
    (void)schedule.done(*task, "x,all,all,mean,1,s\n", std::nullopt);
  }
  CHECK(order == std::vector<std::pair<std::size_t, std::size_t>>{{0, 0}, {2, 0}, {0, 1}, {2, 1}, {1, 0}, {3, 0}, {1, 1}, {3, 1}});
  CHECK(schedule.finished());
  CHECK(schedule.expected() == 8);
  CHECK(schedule.done_runs() == 8);
}

TEST_CASE("a goal ends each point where one thread would have ended it") {
  const SweepPlan plan = plan_of({{"at_least", 3}, {"at_most", 60}, {"metric", "wait_s.mean"}, {"relative_half_width", 0.2}});
  const auto alone = run_all(plan, 1, 0);
  CHECK(alone.size() == 4);
  for (const auto& [point, rows] : alone) {
    const auto count = std::count(rows.begin(), rows.end(), '\n');
    CHECK(count > 3);
    CHECK(count < 60);
  }
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    CHECK(run_all(plan, 1 + seed % 9, seed) == alone);
  }
}

TEST_CASE("a goal out of reach ends at at_most") {
  const SweepPlan plan = plan_of({{"at_least", 2}, {"at_most", 5}, {"metric", "wait_s.mean"}, {"relative_half_width", 1e-6}});
  for (const auto& [point, rows] : run_all(plan, 3, 1)) CHECK(std::count(rows.begin(), rows.end(), '\n') == 5);
}

TEST_CASE("an abandoned point has no rows and holds up nothing") {
  const SweepPlan plan = plan_of(2);
  PointSchedule schedule(plan, all_points(plan), 1);
  std::size_t finished = 0;
  while (const auto task = schedule.next()) {
    if (task->point == 2) schedule.abandon(2);
    else if (schedule.done(*task, "x,all,all,mean,1,s\n", std::nullopt)) ++finished;
  }
  CHECK(finished == 3);
  CHECK(schedule.finished());
}
