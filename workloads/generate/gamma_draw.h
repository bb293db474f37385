// gamma_draw.h -- random values of the gamma law.
#pragma once

#include <cmath>

#include "sim/base/portable_math.h"
#include "sim/base/random.h"

namespace suanli {

// Of scale 1: the mean is `shape`. Marsaglia and Tsang, "A simple method for generating gamma variables", 2000; below shape 1 by one of
// shape + 1 times U^(1/shape) (their section 6). REQUIRES shape > 0.
inline double draw_gamma(double shape, Stream& stream) {
  const double raised = shape < 1 ? shape + 1 : shape;
  const double d = raised - 1.0 / 3;
  const double c = 1 / (3 * std::sqrt(d));
  for (;;) {
    const double x = stream.normal();
    const double root = 1 + c * x;
    const double v = root * root * root;
    if (v <= 0) continue;
    const double u = stream.uniform_positive();
    if (portable_log(u) >= x * x / 2 + d - d * v + d * portable_log(v)) continue;
    return shape < 1 ? d * v * portable_exp(portable_log(stream.uniform_positive()) / shape) : d * v;
  }
}

}  // namespace suanli
