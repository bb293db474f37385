// step_curve_test.cpp -- step functions drawn by hand, and that no extreme is lost when points are few.
#include "tools/report/step_curve.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "sim/base/random.h"

namespace suanli::page {
namespace {

using Values = std::vector<double>;

// 0 until 2, 3 until 4, 1 until 7, 0 until 10.
const std::vector<Change> by_hand{{2, 3}, {4, -2}, {7, -1}};

StepCurves drawn(const std::vector<Change>& changes, double from_s, double until_s, std::size_t most) {
  return step_curves(std::span(&changes, 1), from_s, until_s, most);
}

TEST_CASE("few changes are drawn as they are, and the last value reaches the end") {
  const StepCurves curves = drawn(by_hand, 0, 10, 100);
  CHECK(curves.exact);
  CHECK(curves.time_s == Values{0, 2, 4, 7, 10});
  CHECK(curves.curves[0].mean == Values{0, 3, 1, 0, 0});
  CHECK(curves.curves[0].low == curves.curves[0].mean);
  CHECK(curves.curves[0].high == curves.curves[0].mean);
}

TEST_CASE("changes of one instant apply together: what lasted no time is not seen") {
  const StepCurves curves = drawn({{5, 1}, {5, -1}, {5, 2}}, 0, 10, 100);
  CHECK(curves.curves[0].high == Values{0, 2, 2});
}

// Two intervals: [0, 5) has 0 for 2 s, 3 for 2 s, 1 for 1 s: mean 7/5; [5, 10) has 1 for 2 s, 0 for 3 s: mean 2/5.
TEST_CASE("many changes become intervals with the least, mean and largest value in each") {
  const StepCurves curves = drawn(by_hand, 0, 10, 2);
  CHECK_FALSE(curves.exact);
  CHECK(curves.time_s == Values{0, 5, 10});
  CHECK(curves.curves[0].low == Values{0, 0, 0});
  CHECK(curves.curves[0].high == Values{3, 1, 0});
  CHECK(curves.curves[0].mean[0] == doctest::Approx(1.4));
  CHECK(curves.curves[0].mean[1] == doctest::Approx(0.4));
}

TEST_CASE("what lies before the start or behind the end counts as if at it") {
  const StepCurves curves = drawn({{-5, 2}, {20, -2}}, 0, 10, 100);
  CHECK(curves.curves[0].mean == Values{2, 2});
  CHECK(drawn({}, 0, 0, 10).time_s == Values{0});
}

TEST_CASE("reducing keeps the extremes and the area of random functions") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Stream stream(seed, "changes");
    std::vector<Change> changes;
    for (int i = 0; i < 2000; ++i) {
      const double at = static_cast<double>(stream.below(100'000)) / 10;
      changes.push_back({at, 1});
      changes.push_back({std::min(10'000.0, at + static_cast<double>(stream.below(5000)) / 10), -1});
    }
    const StepCurves exact = drawn(changes, 0, 10'000, 1'000'000);
    const StepCurves few = drawn(changes, 0, 10'000, 50);
    const auto area = [](const StepCurves& of) {
      double sum = 0;
      for (std::size_t i = 0; i + 1 < of.time_s.size(); ++i) sum += of.curves[0].mean[i] * (of.time_s[i + 1] - of.time_s[i]);
      return sum;
    };
    const auto most = [](const Values& values) { return *std::max_element(values.begin(), values.end()); };
    CHECK(exact.exact);
    CHECK(few.time_s.size() == 51);
    CHECK(most(few.curves[0].high) == most(exact.curves[0].mean));
    CHECK(area(few) == doctest::Approx(area(exact)));
  }
}

}  // namespace
}  // namespace suanli::page
