// size_curve.h -- efficiency that grows with the size of the work, as a time curve of straight pieces.
#pragma once

#include "sim/cost/formula/plain_math.h"

namespace suanli {

// Small operators reach less of a peak rate than large ones. Measured as (size, efficiency) points; kept as what a piece of
// work costs in units of work at the peak rate: size / efficiency, linear between the points, in proportion below the first and
// above the last. So the cost never falls when the work grows, whatever the points, as long as their times do not fall.
// Evaluated without a division or a branch.
struct SizeCurve {
  static constexpr int pieces = 8;
  static constexpr double unbounded = 1e300;
  double start[pieces] = {};
  double width[pieces] = {unbounded};
  double slope[pieces] = {1};

  SUANLI_HOST_DEVICE constexpr double cost(double size) const {
    double sum = 0;
    for (int i = 0; i < pieces; ++i) sum += slope[i] * smaller(larger(size - start[i], 0), width[i]);
    return sum;
  }
};

struct SizePoint {
  double size = 0;
  double efficiency = 1;
};

// REQUIRES 1 to 7 points, sizes rising, efficiencies > 0, size / efficiency not falling. Made on the host.
constexpr SizeCurve size_curve(const SizePoint* points, int count) {
  SizeCurve curve;
  double size = 0;
  double time = 0;
  for (int i = 0; i < count; ++i) {
    const double next = points[i].size / points[i].efficiency;
    curve.start[i] = size;
    curve.width[i] = points[i].size - size;
    curve.slope[i] = (next - time) / (points[i].size - size);
    size = points[i].size;
    time = next;
  }
  curve.start[count] = size;
  curve.width[count] = SizeCurve::unbounded;
  curve.slope[count] = 1 / points[count - 1].efficiency;
  return curve;
}

}  // namespace suanli
