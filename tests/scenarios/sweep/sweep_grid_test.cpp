// sweep_grid_test.cpp -- the order of points, what each changes, its seeds and its baseline.
#include "scenarios/sweep/sweep_grid.h"

#include <doctest/doctest.h>

#include <set>

#include "sim/base/check.h"

using namespace suanli;

namespace {

using Cells = std::vector<std::string>;

// Given out of order: the grid puts pointers in order.
Sweep two_axes() {
  Sweep sweep;
  sweep.axes = {{"/workload/generate/jobs", {10, 20}}, {"/policies/scheduling", {"fcfs", "sjf", "ljf"}}};
  return sweep;
}

std::string complaint(const Sweep& sweep) {
  try {
    SweepGrid{sweep};
    return {};
  } catch (const InputError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("points are numbered with the last axis by pointer fastest") {
  // (fcfs, 10) (fcfs, 20) (sjf, 10) (sjf, 20) (ljf, 10) (ljf, 20)
  const SweepGrid grid(two_axes());
  CHECK(grid.size() == 6);
  CHECK(grid.columns() == Cells{"/policies/scheduling", "/workload/generate/jobs"});
  CHECK(grid.cells(0) == Cells{"fcfs", "10"});
  CHECK(grid.cells(1) == Cells{"fcfs", "20"});
  CHECK(grid.cells(2) == Cells{"sjf", "10"});
  CHECK(grid.cells(5) == Cells{"ljf", "20"});
  const Overrides changes = grid.changes(3);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].pointer == "/policies/scheduling");
  CHECK(changes[0].value == "sjf");
  CHECK(changes[0].option == "/axes/~1policies~1scheduling/1");
  CHECK(changes[1].value == 20);
}

TEST_CASE("zipped axes go together, variants with all of them and first") {
  Sweep sweep;
  sweep.axes = {{"/a", {1, 2}}, {"/b", {"x", "y"}}};
  sweep.combine = Combine::zip;
  sweep.variants = {{"plain", {}}, {"both", {{"/c", 3}, {"/d", 4}}}};
  const SweepGrid grid(sweep);
  CHECK(grid.size() == 4);
  CHECK(grid.columns() == Cells{"variant", "/a", "/b"});
  CHECK(grid.cells(1) == Cells{"plain", "2", "y"});
  CHECK(grid.cells(2) == Cells{"both", "1", "x"});
  CHECK(grid.changes(2).size() == 4);
}

TEST_CASE("no axes make one point") {
  const SweepGrid grid{Sweep{}};
  CHECK(grid.size() == 1);
  CHECK(grid.cells(0).empty());
  CHECK(grid.changes(0).empty());
}

TEST_CASE("seeds depend on the jobs and the replication alone") {
  const SweepGrid grid(two_axes());
  for (std::size_t r = 0; r < 4; ++r) {
    CHECK(grid.seed(0, r) == grid.seed(2, r));
    CHECK(grid.seed(0, r) == grid.seed(4, r));
    CHECK(grid.seed(0, r) != grid.seed(1, r));
    CHECK(grid.seed(0, r) <= std::uint64_t{1} << 53);
  }
  std::set<std::uint64_t> seeds;
  for (std::size_t r = 0; r < 1000; ++r) seeds.insert({grid.seed(0, r), grid.seed(1, r)});
  CHECK(seeds.size() == 2000);
  Sweep other = two_axes();
  other.seed = 2;
  CHECK(SweepGrid(other).seed(0, 0) != grid.seed(0, 0));
  // More policies, or another machine beside them, leave the seeds of the jobs alone.
  Sweep more = two_axes();
  more.axes[1].values.push_back("easy_backfill");
  more.axes.push_back({"/cluster/pools/0/count", {1, 2}});
  CHECK(SweepGrid(more).seed(0, 3) == grid.seed(0, 3));
}

TEST_CASE("the baseline of a point differs from it only in what the baseline names") {
  Sweep sweep = two_axes();
  sweep.baseline.values["/policies/scheduling"] = "sjf";
  const SweepGrid grid(sweep);
  // sjf has the points 2 and 3.
  for (const std::size_t point : {0, 2, 4}) CHECK(grid.baseline_of(point) == 2);
  for (const std::size_t point : {1, 3, 5}) CHECK(grid.baseline_of(point) == 3);
  CHECK(grid.group_of(5) == 3);
  CHECK(!SweepGrid(two_axes()).has_baseline());
  CHECK(SweepGrid(two_axes()).group_of(5) == 0);
}

TEST_CASE("what makes no grid is told at its place") {
  Sweep sweep = two_axes();
  sweep.combine = Combine::zip;
  CHECK(complaint(sweep).find("/axes/~1workload~1generate~1jobs: has 2 values where another axis has 3") != std::string::npos);
  sweep = two_axes();
  sweep.baseline.values["/policies/scheduling"] = "fcsf";
  CHECK(complaint(sweep).find("is none of the values") != std::string::npos);
  sweep.baseline.values = {{"/policies/schedulin", "fcfs"}};
  CHECK(complaint(sweep).find("did you mean \"/policies/scheduling\"") != std::string::npos);
  sweep = two_axes();
  sweep.variants = {{"a", {{"/policies/scheduling/name", "sjf"}}}};
  CHECK(complaint(sweep).find("an axis sets this too") != std::string::npos);
  sweep = Sweep{};
  for (const char* pointer : {"/a", "/b", "/c", "/d"}) {
    sweep.axes.push_back({pointer, {}});
    for (int i = 0; i < 300; ++i) sweep.axes.back().values.push_back(i);
  }
  CHECK(complaint(sweep).find("more than 2^31 points") != std::string::npos);
}
