// gantt_bars_test.cpp -- lanes of nodes and CPUs that can be drawn by hand.
#include "tools/report/gantt_bars.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "sim/base/check.h"
#include "sim/base/random.h"

namespace suanli::page {
namespace {

JobRow job(std::string_view id, double start, double end, std::int64_t cpus, std::string_view nodes) {
  JobRow made;
  made.id = id;
  made.start_s = start;
  made.end_s = end;
  made.cpu_milli = cpus * 1000;
  made.nodes = nodes;
  return made;
}

RunResults machine(std::int64_t cpus, std::vector<JobRow> jobs) {
  RunResults run;
  run.nodes.push_back({"m", "m", "cpu", "generic-cpu", cpus * 1000});
  run.jobs = std::move(jobs);
  return run;
}

std::vector<std::vector<std::size_t>> plain(const GanttBars& made) {
  std::vector<std::vector<std::size_t>> bars;
  for (const GanttBar& bar : made.bars) bars.push_back({bar.job, bar.row, bar.lane, bar.lanes});
  return bars;
}

using Bars = std::vector<std::vector<std::size_t>>;

// CPU 0: a 0..4, d 4..9.  CPU 1: b 0..9.  CPU 2: c 0..4, d 4..9. So d is in two pieces.
TEST_CASE("on a machine of one node a job covers as many rows as it holds CPUs, in pieces where need be") {
  const GanttBars made = gantt_bars(machine(3, {job("a", 0, 4, 1, "m:1"), job("b", 0, 9, 1, "m:1"), job("c", 0, 4, 1, "m:1"), job("d", 4, 9, 2, "m:2")}), 10, 100);
  CHECK(made.lanes_are_cpus);
  CHECK(made.rows.size() == 1);
  CHECK(made.rows[0].lanes == 3);
  CHECK(plain(made) == Bars{{0, 0, 0, 1}, {1, 0, 1, 1}, {2, 0, 2, 1}, {3, 0, 0, 1}, {3, 0, 2, 1}});
}

// b leaves CPUs 1 and 2 at 4, d leaves 4; e wants one and takes the smaller gap, f wants two and finds the other whole.
TEST_CASE("a job takes the smallest gap that holds all of it") {
  const GanttBars made = gantt_bars(machine(5, {job("a", 0, 9, 1, "m:1"), job("b", 0, 4, 2, "m:2"), job("c", 0, 9, 1, "m:1"), job("d", 0, 4, 1, "m:1"),
                                                job("e", 4, 9, 1, "m:1"), job("f", 4, 9, 2, "m:2")}), 10, 100);
  CHECK(plain(made) == Bars{{0, 0, 0, 1}, {1, 0, 1, 2}, {2, 0, 3, 1}, {3, 0, 4, 1}, {4, 0, 4, 1}, {5, 0, 1, 2}});
}

TEST_CASE("jobs are taken by start, and what never started is left out") {
  RunResults run = machine(2, {job("late", 5, 6, 1, "m:1"), job("early", 1, 2, 2, "m:2"), job("never", 0, 0, 1, "")});
  run.jobs[2].start_s.reset();
  const GanttBars made = gantt_bars(run, 1, 100);
  CHECK(made.started == 2);
  CHECK(made.jobs == std::vector<std::size_t>{1});
  CHECK(plain(made) == Bars{{0, 0, 0, 2}});
}

// Node n;1 has a name that the cell's separators are in. x is a gang on both nodes; y shares n;1 with it, z comes after.
TEST_CASE("on several nodes a gang has a bar on each, and jobs at the same time stand below each other") {
  RunResults run;
  for (const std::string_view node : {"idle", "n;1", "n:2"}) {
    run.nodes.push_back({node, "p", "cpu", "c", 8000});
    run.nodes.push_back({node, "p", "gpu", "g", 2000});
  }
  run.jobs = {job("x", 0, 10, 2, "n;1:1;n:2:1"), job("y", 1, 5, 1, "n;1:1"), job("z", 10, 12, 1, "n;1:1")};
  const GanttBars made = gantt_bars(run, 10, 100);
  CHECK_FALSE(made.lanes_are_cpus);
  CHECK(made.rows.size() == 2);  // nothing ran on the node that is idle
  CHECK(made.rows[0].node == "n;1");
  CHECK(made.rows[0].lanes == 2);
  CHECK(made.rows[1].lanes == 1);
  CHECK(plain(made) == Bars{{0, 0, 0, 1}, {0, 1, 0, 1}, {1, 0, 1, 1}, {2, 0, 0, 1}});
}

TEST_CASE("a node that nodes.csv does not have is an error") {
  CHECK_THROWS_AS(gantt_bars(machine(1, {job("a", 0, 1, 1, "other:1")}), 10, 100), InputError);
}

TEST_CASE("no lane holds two jobs at a time, and a job has its CPUs") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Stream stream(seed, "bars");
    RunResults run = machine(16, {});
    std::vector<double> free(16, 0.0);
    for (int i = 0; i < 200; ++i) {  // starts when as many CPUs are free as it wants
      const auto wanted = static_cast<std::size_t>(stream.below(16)) + 1;
      std::sort(free.begin(), free.end());
      const double start = free[wanted - 1];
      const double end = start + static_cast<double>(stream.below(50)) + 1;
      std::fill_n(free.begin(), wanted, end);
      run.jobs.push_back(job("j", start, end, static_cast<std::int64_t>(wanted), "m:1"));
    }
    const GanttBars made = gantt_bars(run, 1000, 100'000);
    CHECK(made.rows[0].lanes <= 16);
    std::vector<std::size_t> held(made.jobs.size());
    for (const GanttBar& bar : made.bars) held[bar.job] += bar.lanes;
    for (std::size_t i = 0; i < held.size(); ++i) CHECK(static_cast<std::int64_t>(held[i]) * 1000 == run.jobs[made.jobs[i]].cpu_milli);
    for (const GanttBar& a : made.bars) {
      for (const GanttBar& b : made.bars) {
        if (&a == &b || a.lane >= b.lane + b.lanes || b.lane >= a.lane + a.lanes) continue;
        const JobRow& one = run.jobs[made.jobs[a.job]];
        const JobRow& other = run.jobs[made.jobs[b.job]];
        CHECK((*one.end_s <= *other.start_s || *other.end_s <= *one.start_s));
      }
    }
  }
}

}  // namespace
}  // namespace suanli::page
