// student_t.h -- Student's t: the factor of a 95 % interval, and how likely a value at least as far from 0 is by chance.
#pragma once

#include <cstdint>

namespace suanli {

// t(0.975, degrees): with that chance the variable is below. From a table up to 30 degrees (all digits of a double), above by the
// expansion in 1/degrees about the normal quantile to the fourth power (Abramowitz, Stegun 1964, 26.7.5): error < 3e-8.
// REQUIRES degrees >= 1.
double t_quantile_975(std::uint64_t degrees);

// P(|T| >= |t|): the regularised incomplete beta I_x(degrees/2, 1/2) at x = degrees/(degrees + t^2) (Abramowitz, Stegun 1964, 26.7.1)
// by its continued fraction (26.5.8). Relative error < 1e-12, above 10,000 degrees < 1e-16 degrees (tested). 0 for infinite t.
// REQUIRES degrees >= 1, t not NaN.
double t_two_sided_p(double t, std::uint64_t degrees);

}  // namespace suanli
