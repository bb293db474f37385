// step_curve.h -- exact step functions of time, and the same within a bounded number of points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace suanli::page {

struct Change {
  double at_s = 0;
  std::int64_t delta = 0;
};

// What a step function does between two points of time: its least, mean and largest value. All three are the value itself where no point
// was left out.
struct Curve {
  std::vector<double> low, mean, high;
};

struct StepCurves {
  bool exact = true;           // every change is a point
  std::vector<double> time_s;  // [points]; the last one is the end, with the values before it
  std::vector<Curve> curves;   // one per function, [points] each
};

// The sums of the changes from 0 at `from_s` until `until_s`; changes before and after count as if at the ends. All changes of one instant
// apply together. With more than `most` instants of change: `most` intervals of equal length.
StepCurves step_curves(std::span<const std::vector<Change>> functions, double from_s, double until_s, std::size_t most);

}  // namespace suanli::page
