// distributions_test.cpp -- means, variances and shares of the distributions of random.h, and that wrong ones are caught.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "sim/base/random.h"
#include "tests/support/moments.h"

using namespace suanli;
using namespace suanli::test;

namespace {

constexpr int draws = 200'000;

std::vector<double> sample(const std::string& purpose, const std::function<double(Stream&)>& draw) {
  Stream stream(42, purpose);
  std::vector<double> values;
  values.reserve(draws);
  for (int i = 0; i < draws; ++i) values.push_back(draw(stream));
  return values;
}

void check_moments(const std::string& purpose, double mean, double variance, const std::function<double(Stream&)>& draw) {
  const auto values = sample(purpose, draw);
  INFO(purpose, ": mean ", mean_of(values), " for ", mean);
  CHECK(std::fabs(z_of_mean(values, mean, variance)) <= 4);
  CHECK(std::fabs(z_of_variance(values, mean, variance)) <= 4);
}

}  // namespace

TEST_CASE("means and variances are those of the textbook") {
  check_moments("uniform", 0.5, 1 / 12.0, [](Stream& s) { return s.uniform(); });
  check_moments("uniform_positive", 0.5, 1 / 12.0, [](Stream& s) { return s.uniform_positive(); });
  check_moments("exponential", 3, 9, [](Stream& s) { return s.exponential(3); });
  check_moments("normal", 0, 1, [](Stream& s) { return s.normal(); });
  // exp(mu + s^2/2), (exp(s^2) - 1) exp(2 mu + s^2)
  check_moments("lognormal", std::exp(1.125), (std::exp(0.25) - 1) * std::exp(2.25), [](Stream& s) { return s.lognormal(1, 0.5); });
  // a x/(a - 1), x^2 a/((a - 1)^2 (a - 2)); shape 9 has a finite fourth moment
  check_moments("pareto", 2 * 9 / 8.0, 4 * 9 / (64.0 * 7), [](Stream& s) { return s.pareto(2, 9); });
  // Gamma(1 + 1/2), Gamma(2) - Gamma(3/2)^2
  const double gamma_3_2 = std::sqrt(std::acos(-1.0)) / 2;
  check_moments("weibull", 5 * gamma_3_2, 25 * (1 - gamma_3_2 * gamma_3_2), [](Stream& s) { return s.weibull(5, 2); });
  check_moments("erlang", 6, 6 * 6 / 4.0, [](Stream& s) { return s.erlang(4, 6); });
  check_moments("hyperexponential", 2, 4 * 4.0, [](Stream& s) { return s.hyperexponential(2, 4); });
  check_moments("hyperexponential of scv 1", 2, 4, [](Stream& s) { return s.hyperexponential(2, 1); });
}

TEST_CASE("shares below a value are those of the distribution function") {
  const auto check_share = [](const std::string& purpose, double x, double probability, const std::function<double(Stream&)>& draw) {
    INFO(purpose);
    CHECK(std::fabs(z_of_share(sample(purpose, draw), x, probability)) <= 4);
  };
  check_share("exponential share", 1, 1 - std::exp(-0.5), [](Stream& s) { return s.exponential(2); });
  check_share("normal share", 1, 0.841344746068543, [](Stream& s) { return s.normal(); });
  check_share("lognormal share", std::exp(1), 0.5, [](Stream& s) { return s.lognormal(1, 2); });
  check_share("pareto share", 4, 1 - std::pow(0.5, 1.5), [](Stream& s) { return s.pareto(2, 1.5); });
  check_share("weibull share", 5, 1 - std::exp(-1), [](Stream& s) { return s.weibull(5, 0.7); });
  check_share("erlang share", 2, 1 - std::exp(-2) * 3, [](Stream& s) { return s.erlang(2, 2); });
}

TEST_CASE("pairs of normal numbers are not correlated") {
  Stream stream(42, "normal pairs");
  std::vector<double> products;
  for (int i = 0; i < draws; ++i) {
    const double x = stream.normal();
    products.push_back(x * stream.normal());
  }
  CHECK(std::fabs(z_of_mean(products, 0, 1)) <= 4);
}

TEST_CASE("a distribution that is one percent off is caught") {
  const auto exponential = sample("mutant", [](Stream& s) { return s.exponential(3 * 1.01); });
  CHECK(std::fabs(z_of_mean(exponential, 3, 9)) > 4);
  const auto normal = sample("mutant", [](Stream& s) { return 1.01 * s.normal(); });
  CHECK(std::fabs(z_of_variance(normal, 0, 1)) > 4);
  const auto weibull = sample("mutant", [](Stream& s) { return s.weibull(5, 0.7) * 1.02; });
  CHECK(std::fabs(z_of_share(weibull, 5, 1 - std::exp(-1))) > 4);
  const auto swapped_phases = sample("mutant", [](Stream& s) {
    const double p = (1 + std::sqrt(3 / 5.0)) / 2;
    return s.exponential(2 / (2 * (s.uniform() < p ? 1 - p : p)));
  });
  CHECK(std::fabs(z_of_mean(swapped_phases, 2, 16)) > 4);
}
