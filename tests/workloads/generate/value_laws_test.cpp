// value_laws_test.cpp -- each law of values by hand, by its moments and by its shares; wrong ones are caught.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/support/moments.h"
#include "tests/workloads/generate/spec_text.h"
#include "workloads/generate/quantile_table.h"

using namespace suanli;
using namespace suanli::test;

namespace {

constexpr std::size_t draws = 100'000;

void check_moments(const std::string& law, double mean, double variance) {
  const auto values = drawn(law, draws);
  INFO(law, ": mean ", mean_of(values), " for ", mean);
  CHECK(std::fabs(z_of_mean(values, mean, variance)) <= 4);
  CHECK(std::fabs(z_of_variance(values, mean, variance)) <= 4);
}

void check_share(const std::string& law, double x, double probability) {
  INFO(law);
  CHECK(std::fabs(z_of_share(drawn(law, draws), x, probability)) <= 4);
}

double low_of(const std::string& law) {
  const ValueSpec spec = value_of(law);
  return spec.law->make(spec.input)->low();
}

}  // namespace

TEST_CASE("a bare number is a constant") {
  CHECK(value_of("3.5").law->description.name == "constant");
  CHECK(drawn("3.5", 3) == std::vector<double>{3.5, 3.5, 3.5});
  CHECK(drawn(R"({"law": "constant", "value": 7})", 1) == std::vector<double>{7});
}

TEST_CASE("quantiles are filled in as asked: by hand") {
  const auto table = [](const std::string& between) {
    return QuantileTable(value_of(R"({"law": "quantiles", "probabilities": [0, 0.5, 0.75, 1], "values": [0, 10, 1000, 1000], "between": ")" +
                                  between + "\"}")
                             .input);
  };
  CHECK(table("linear").at(0) == 0);
  CHECK(table("linear").at(0.25) == 5);
  CHECK(table("linear").at(0.5) == 10);
  CHECK(table("linear").at(0.625) == 505);
  CHECK(table("linear").at(0.9) == 1000);
  CHECK(table("linear").at(1) == 1000);
  CHECK(table("log").at(0.25) == 5);  // from 0 there is no logarithm
  CHECK(table("log").at(0.625) == doctest::Approx(100));
  CHECK(table("step").at(0.49) == 0);
  CHECK(table("step").at(0.6) == 10);
  CHECK(table("step").at(1) == 1000);
}

TEST_CASE("means and variances are those of the textbook") {
  check_moments(R"({"law": "uniform", "low": 2, "high": 8})", 5, 3);
  const double log_range = std::log(100);
  const double loguniform_mean = 99 / log_range;
  check_moments(R"({"law": "loguniform", "low": 1, "high": 100})", loguniform_mean,
                9999 / (2 * log_range) - loguniform_mean * loguniform_mean);
  check_moments(R"({"law": "exponential", "mean": 30})", 30, 900);
  check_moments(R"({"law": "lognormal", "median": 100, "sigma": 0.5})", 100 * std::exp(0.125),
                1e4 * (std::exp(0.25) - 1) * std::exp(0.25));
  check_moments(R"({"law": "pareto", "scale": 2, "shape": 9})", 2.25, 4 * 9 / (64.0 * 7));
  // Bounded: a l^a (l^(1-a) - h^(1-a)) / ((a - 1)(1 - (l/h)^a)), here with a = 2, l = 1, h = 10; E X^2 = 2 ln 10 / 0.99.
  const double bounded_mean = 2 * 0.9 / 0.99;
  check_moments(R"({"law": "pareto", "scale": 1, "shape": 2, "max": 10})", bounded_mean,
                2 * std::log(10) / 0.99 - bounded_mean * bounded_mean);
  const double gamma_3_2 = std::sqrt(std::acos(-1.0)) / 2;
  check_moments(R"({"law": "weibull", "scale": 5, "shape": 2})", 5 * gamma_3_2, 25 * (1 - gamma_3_2 * gamma_3_2));
  check_moments(R"({"law": "erlang", "phases": 4, "mean": 6})", 6, 9);
  check_moments(R"({"law": "hyperexponential", "mean": 2, "scv": 4})", 2, 16);
  check_moments(R"({"law": "choice", "values": [1, 4], "weights": [3, 1]})", 1.75, 27 / 16.0);
  check_moments(R"({"law": "empirical", "values": [1, 2, 2, 7]})", 3, 5.5);
  check_moments(R"({"law": "quantiles", "probabilities": [0, 1], "values": [0, 6], "between": "linear"})", 3, 3);
}

TEST_CASE("shares below a value are those of the distribution function") {
  check_share(R"({"law": "lognormal", "median": 1200, "sigma": 1.8})", 1200, 0.5);
  check_share(R"({"law": "lognormal", "median": 1200, "sigma": 1.8})", 1200 * std::exp(1.8), 0.841344746068543);
  check_share(R"({"law": "pareto", "scale": 1, "shape": 1.5})", 4, 1 - 0.125);
  check_share(R"({"law": "pareto", "scale": 1, "shape": 1, "max": 4})", 2, 2 / 3.0);
  check_share(R"({"law": "weibull", "scale": 5, "shape": 0.7})", 5, 1 - std::exp(-1));
  check_share(R"({"law": "loguniform", "low": 1, "high": 100})", 10, 0.5);
  check_share(R"({"law": "quantiles", "probabilities": [0, 0.3, 1], "values": [1, 10, 1000]})", 10, 0.3);
  check_share(R"({"law": "quantiles", "probabilities": [0, 0.3, 1], "values": [1, 10, 1000]})", 100, 0.65);
}

TEST_CASE("a law that is two percent off is caught") {
  auto values = drawn(R"({"law": "lognormal", "median": 102, "sigma": 0.5})", draws);
  CHECK(std::fabs(z_of_mean(values, 100 * std::exp(0.125), 1e4 * (std::exp(0.25) - 1) * std::exp(0.25))) > 4);
  values = drawn(R"({"law": "choice", "values": [1, 4], "weights": [2.9, 1]})", draws);
  CHECK(std::fabs(z_of_mean(values, 1.75, 27 / 16.0)) > 4);
  values = drawn(R"({"law": "quantiles", "probabilities": [0, 0.31, 1], "values": [1, 10, 1000]})", draws);
  CHECK(std::fabs(z_of_share(values, 10, 0.3)) > 4);
  values = drawn(R"({"law": "pareto", "scale": 1, "shape": 2})", draws);  // the bound forgotten
  CHECK(std::fabs(z_of_mean(values, 2 * 0.9 / 0.99, 2 * std::log(10) / 0.99 - 4 * 0.81 / 0.9801)) > 4);
}

TEST_CASE("no draw lies below low, above the bounds, or outside a list") {
  for (const char* law : {R"({"law": "uniform", "low": 2, "high": 8})", R"({"law": "loguniform", "low": 2, "high": 8})",
                          R"({"law": "pareto", "scale": 2, "shape": 0.5, "max": 8})"}) {
    INFO(law);
    const auto values = drawn(law, draws);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    CHECK(low_of(law) == 2);
    CHECK(*least >= 2 * (1 - 1e-15));
    CHECK(*most <= 8 * (1 + 1e-15));
  }
  const auto picked = drawn(R"({"law": "choice", "values": [1, 4, 9], "weights": [1, 0, 1]})", 1000);
  CHECK(std::set<double>(picked.begin(), picked.end()) == std::set<double>{1, 9});
}
