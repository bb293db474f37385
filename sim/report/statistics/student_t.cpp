// student_t.cpp -- a table, an expansion and a continued fraction; no libm function but sqrt, which is exact.
#include "sim/report/statistics/student_t.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "sim/base/check.h"
#include "sim/base/portable_math.h"

namespace suanli {
namespace {

constexpr std::array quantiles_975{
    12.706204736174705,  4.3026527297494639, 3.1824463052837096, 2.7764451051977944, 2.5705818356363155, 2.44691185114497,
    2.3646242515927853,  2.3060041352041667, 2.2621571627982055, 2.2281388519862747, 2.2009851600916399, 2.1788128296672289,
    2.1603686564627925,  2.1447866879178038, 2.1314495455597757, 2.1199052992212547, 2.1098155778333171, 2.1009220402410385,
    2.0930240544083098,  2.0859634472658648, 2.0796138447276804, 2.0738730679040262, 2.0686576104190487, 2.0638985616280258,
    2.0595385527532977,  2.0555294386428732, 2.0518305164802856, 2.0484071417952452, 2.0452296421327043, 2.0422724563012383};

// Gamma(a + 1/2) / Gamma(a), from its asymptotic series at a >= 40, where the first term left out is below 1e-14; stepped down
// by Gamma(a + 1) = a Gamma(a).
double gamma_half_step(double a) {
  double factor = 1;
  for (; a < 40; ++a) factor *= a / (a + 0.5);
  const double v = 1 / a;
  const double series =
      1 + v * (-1.0 / 8 + v * (1.0 / 128 + v * (5.0 / 1024 + v * (-21.0 / 32768 + v * (-399.0 / 262144 + v * (869.0 / 4194304))))));
  return factor * std::sqrt(a) * series;
}

// log(1 + u) for u >= 0, as exact as log: the rounding of 1 + u cancels (Goldberg 1991, theorem 4).
double log_one_plus(double u) {
  const double w = 1 + u;
  return w == 1 ? u : portable_log(w) * (u / (w - 1));
}

// The continued fraction of the incomplete beta by the method of Lentz (1976); quick for x < (a + 1)/(a + b + 2).
double beta_fraction(double a, double b, double x) {
  constexpr double tiny = 1e-300;
  const auto away_from_zero = [](double value) { return std::abs(value) < tiny ? tiny : value; };
  double numerator = 1;
  double denominator = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double value = denominator;
  for (int m = 1; m <= 100'000; ++m) {  // about sqrt(max(a, b)) rounds
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    denominator = 1 / away_from_zero(1 + even * denominator);
    numerator = away_from_zero(1 + even / numerator);
    value *= denominator * numerator;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / away_from_zero(1 + odd * denominator);
    numerator = away_from_zero(1 + odd / numerator);
    const double step = denominator * numerator;
    value *= step;
    if (std::abs(step - 1) < 1e-15) break;
  }
  return value;
}

}  // namespace

double t_quantile_975(std::uint64_t degrees) {
  SUANLI_ASSERT(degrees >= 1, "Student's t has a degree of freedom at least: two values or more");
  if (degrees <= quantiles_975.size()) return quantiles_975[static_cast<std::size_t>(degrees - 1)];
  constexpr double z = 1.9599639845400542;
  const double v = 1 / static_cast<double>(degrees);
  return z + v * (2.3722712302985628 + v * (2.8224986157396118 + v * (2.5558496795077233 + v * 1.5895340533938235)));
}

double t_two_sided_p(double t, std::uint64_t degrees) {
  SUANLI_ASSERT(degrees >= 1 && !std::isnan(t), "a test by Student's t has a number and a degree of freedom");
  const auto n = static_cast<double>(degrees);
  const double u = t * t / n;
  if (u == 0) return 1;
  if (std::isinf(u)) return 0;
  const double a = n / 2;
  const double x = 1 / (1 + u);
  const double y = u / (1 + u);
  constexpr double sqrt_pi = 1.7724538509055160273;
  // x^a y^(1/2) / B(a, 1/2)
  const double front = portable_exp(-a * log_one_plus(u)) * std::sqrt(y) * gamma_half_step(a) / sqrt_pi;
  const double p = x < (a + 1) / (a + 2.5) ? front * beta_fraction(a, 0.5, x) / a : 1 - front * beta_fraction(0.5, a, y) * 2;
  return std::clamp(p, 0.0, 1.0);
}

}  // namespace suanli
