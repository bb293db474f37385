// sample_grid_test.cpp -- where instants fall on the grid, round steps, and lanes.
#include "tools/export/sample_grid.h"

#include <doctest/doctest.h>

#include <chrono>
#include <limits>

#include "sim/base/random.h"
#include "tools/export/lanes.h"

using namespace suanli;
using namespace suanli::exports;
using namespace std::chrono_literals;

//  0    3    6    9 10
//  |    |    |    |  |
TEST_CASE("samples lie at multiples of the step and at the end") {
  const SampleGrid grid(10s, 3s);
  REQUIRE(grid.size() == 5);
  CHECK(grid[3] == 9s);
  CHECK(grid[4] == 10s);
  CHECK(grid.first_after(0s) == 0);
  CHECK(grid.first_after(1ns) == 1);
  CHECK(grid.first_after(3s) == 1);
  CHECK(grid.first_after(9s + 1ns) == 4);
  CHECK(grid.first_after(10s) == 4);
  CHECK(grid.first_after(11s) == 4);
  CHECK(SampleGrid(9s, 3s).size() == 4);
  CHECK(SampleGrid(0s, 3s).size() == 1);
  CHECK(SampleGrid(0s, 3s).first_after(0s) == 0);
}

TEST_CASE("the first sample after an instant is the first that is not before it") {
  Stream random(1, "sample-grid");
  for (int i = 0; i < 1000; ++i) {
    const SampleGrid grid(Duration(static_cast<std::int64_t>(random.below(1000))), Duration(1 + static_cast<std::int64_t>(random.below(50))));
    const Duration time(static_cast<std::int64_t>(random.below(1000)));
    const std::size_t at = grid.first_after(time);
    if (time <= grid[grid.size() - 1]) CHECK(grid[at] >= time);
    if (at > 0) CHECK(grid[at - 1] < time);
  }
}

TEST_CASE("steps are round and need no more samples than wanted") {
  CHECK(round_step(0s, 10'000) == 1s);
  CHECK(round_step(9'999s, 10'000) == 1s);
  CHECK(round_step(10'000s, 10'000) == 2s);
  CHECK(round_step(125'131s, 10'000) == 15s);
  CHECK(round_step(24h * 365, 10'000) == 1h);
  const Duration longest(std::numeric_limits<std::int64_t>::max());
  CHECK(SampleGrid(longest, round_step(longest, 10'000)).size() <= 10'000);
}

TEST_CASE("changes become values") {
  SampledCount<> count(4);
  count.add(1, 2);
  count.add(3, -1);
  count.add(1, 1);
  count.accumulate();
  CHECK(count[0] == 0);
  CHECK(count[2] == 3);
  CHECK(count[3] == 2);
}

// 0 [0,4)      [4,6)
// 1    [1,5)
// 2       [2,3)    [5,6)? no: lane 1 is free again at 5
TEST_CASE("an interval takes the lowest free lane") {
  Lanes lanes;
  CHECK(lanes.take(0s, 4s) == 0);
  CHECK(lanes.take(1s, 5s) == 1);
  CHECK(lanes.take(2s, 3s) == 2);
  CHECK(lanes.take(4s, 6s) == 0);
  CHECK(lanes.take(5s, 6s) == 1);
  CHECK(lanes.count() == 3);
  CHECK(lanes.take_below(2, 5s, 6s) == 2);
  CHECK(lanes.take_below(3, 5s, 6s) == 2);
}
