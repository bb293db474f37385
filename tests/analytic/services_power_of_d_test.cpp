// services_power_of_d_test.cpp -- the power of two choices among a thousand replicas (Mitzenmacher 1996; Vvedenskaya, Dobrushin, Karpelevich 1996).
#include <doctest/doctest.h>

#include <cmath>

#include "tests/analytic/analytic_cases.h"
#include "tests/analytic/service_queueing.h"

namespace suanli::test {
namespace {

// E[T] = sum over k >= 1 of load^((d^k - d)/(d - 1)) as N -> infinity; 1/(1 - load) for one choice.
double time_of_choices(double load, int d) {
  if (d == 1) return 1 / (1 - load);
  double time = 0;
  for (int k = 1; k < 60; ++k) {
    const double exponent = (std::pow(d, k) - d) / (d - 1);
    if (exponent > 1e4) break;
    time += std::pow(load, exponent);
  }
  return time;
}

// Of the mean time, and of the share that waits: all d chosen are busy, load^d.
std::vector<double> z_of_choices(double load, int d, int drawn, std::uint32_t replicas, double warm_s, double measured_s) {
  const ServiceCase service = replicas_of(replicas, {"power_of_two", {{"d", whole(drawn)}}});
  return z_scores({time_of_choices(load, d), std::pow(load, d)}, [&](std::uint64_t seed) {
    const auto workload = visitors({.rate = load * replicas, .customers = static_cast<int>((warm_s + measured_s) * load * replicas)}, seed);
    const Served run = served(service, *workload, seed);
    const auto warm = static_cast<std::size_t>(warm_s * load * replicas);
    return std::vector<double>{mean_time(run, warm), mean_of(run, [&](std::size_t i) { return run.wait_s(i) > 0 ? 1.0 : 0.0; }, warm)};
  });
}

}  // namespace

TEST_CASE("services: with d choices among a thousand replicas requests take Mitzenmacher's time") {
  struct Case {
    const char* id;
    double load;
    int d;
    double warm_s;
  };
  for (const Case& one : {Case{"power_of_d_0.70", 0.7, 1, 150}, Case{"power_of_d_0.70", 0.7, 2, 30}, Case{"power_of_d_0.70", 0.7, 3, 30},
                          Case{"power_of_d_0.90", 0.9, 2, 60}, Case{"power_of_d_0.90", 0.9, 3, 60}, Case{"power_of_d_0.95", 0.95, 2, 120},
                          Case{"power_of_d_0.95", 0.95, 3, 120}}) {
    CAPTURE(std::string(one.id));
    CAPTURE(one.d);
    agrees_with_file(one.id, "T_d" + std::to_string(one.d), time_of_choices(one.load, one.d));
    accept(z_of_choices(one.load, one.d, one.d, 1000, one.warm_s, 40));
  }
}

TEST_CASE("services: few replicas, or a choice less, do not take the time of many replicas and d choices") {
  refuse(z_of_choices(0.9, 2, 2, 50, 60, 800)[0]);
  for (const double mutant : z_of_choices(0.7, 2, 1, 1000, 150, 40)) refuse(mutant);
  for (const double mutant : z_of_choices(0.9, 3, 2, 1000, 60, 40)) refuse(mutant);
}

}  // namespace suanli::test
