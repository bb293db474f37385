// portable_math.cpp -- series with fixed terms on a reduced argument.
#include "sim/base/portable_math.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace suanli {
namespace {

// ln 2 in two parts: the first has 21 trailing zero bits, so k x ln2_high is exact for |k| < 2^21.
constexpr double ln2_high = 0x1.62e42feep-1;
constexpr double ln2_low = 0x1.a39ef35793c76p-33;

}  // namespace

// log(m 2^k) = k ln 2 + 2 artanh((m - 1)/(m + 1)) with m in [sqrt 1/2, sqrt 2): 13 odd terms reach 2^-60.
double portable_log(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // exact: moves bits only
  if (m < 0.70710678118654752) {
    m *= 2;
    --exponent;
  }
  const double s = (m - 1) / (m + 1);
  const double z = s * s;
  double series = 0;
  for (int odd = 25; odd >= 3; odd -= 2) series = (series + 1.0 / odd) * z;
  const double k = exponent;
  return k * ln2_high + (2 * s + (2 * s * series + k * ln2_low));
}

// exp(k ln 2 + r) = 2^k e^r with |r| <= ln(2)/2, Taylor to the 14th term.
double portable_exp(double x) {
  if (x > 709.78) return std::numeric_limits<double>::infinity();
  if (x < -745) return 0;
  const double k = std::floor(x / 0.69314718055994531 + 0.5);
  const double r = (x - k * ln2_high) - k * ln2_low;
  double series = 0;
  for (int n = 14; n >= 2; --n) series = (series + 1) * r / n;
  const double value = 1 + (r + r * series);
  return std::ldexp(value, static_cast<int>(k));
}

double portable_pow(double x, double y) {
  return portable_exp(y * portable_log(x));
}

// Folded to the first eighth of a turn, then the sine's or the cosine's Taylor series.
double portable_sin_turns(double t) {
  constexpr double two_pi = 6.283185307179586;
  const bool negative = t >= 0.5;
  double u = negative ? t - 0.5 : t;
  if (u > 0.25) u = 0.5 - u;
  const bool cosine = u > 0.125;
  const double a = two_pi * (cosine ? 0.25 - u : u);
  const double z = a * a;
  double series = 0;
  for (int n = cosine ? 18 : 19; n >= 2; n -= 2) series = -(1 + series) * z / (n * (n - 1));
  const double value = cosine ? 1 + series : a * (1 + series);
  return negative ? -value : value;
}

}  // namespace suanli
