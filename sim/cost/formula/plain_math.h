// plain_math.h -- the few operations that give the same bits on every host compiler and on a device.
#pragma once

#include "sim/base/quantity.h"

namespace suanli {

// Only + - * /, comparisons and these appear in the formulas: IEEE single operations agree everywhere, libm and device
// libraries do not (NVIDIA, "Floating Point and IEEE 754", sections 4.1 and 5.1). REQUIRES -ffp-contract=off, and --fmad=false
// on a device.
SUANLI_HOST_DEVICE constexpr double larger(double a, double b) {
  return a < b ? b : a;
}
SUANLI_HOST_DEVICE constexpr double smaller(double a, double b) {
  return b < a ? b : a;
}

// Largest whole number <= x. REQUIRES 0 <= x < 2^53.
SUANLI_HOST_DEVICE constexpr double whole_part(double x) {
  return static_cast<double>(static_cast<long long>(x));
}

// Smallest whole number >= a / b, for whole a >= 0 and b > 0 below 2^52, where the quotient's floor is exact.
SUANLI_HOST_DEVICE constexpr double shares(double a, double b) {
  const double whole = whole_part(a / b);
  return whole * b < a ? whole + 1 : whole;
}

SUANLI_HOST_DEVICE constexpr bool divides(double b, double a) {
  return whole_part(a / b) * b == a;
}

// Steps of doubling that reach n: the whole log2, rounded up.
SUANLI_HOST_DEVICE constexpr double doublings(double n) {
  double steps = 0;
  for (double reached = 1; reached < n; reached *= 2) steps += 1;
  return steps;
}

}  // namespace suanli
