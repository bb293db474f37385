// queueing_requests.h -- random queueing workloads as requests, and the mean of what becomes of them at one replica.
#pragma once

#include <functional>
#include <optional>

#include "tests/analytic/queueing.h"
#include "tests/sim/engine/serving/serving_driver.h"

namespace suanli::test {

inline RequestList poisson_requests(const Poisson& of, std::uint64_t seed) {
  Stream arrivals(seed, "arrivals");
  Stream services(seed, "services");
  RequestList list;
  double now = 0;
  for (int i = 0; i < of.customers; ++i) {
    now += arrivals.exponential(1 / of.rate);
    list.lasting(now, of.service * of.law(services));
  }
  return list;
}

// Over the requests for which `value` gives one.
inline double mean_of(ServingEngine& engine, const RequestList& list,
                      const std::function<std::optional<double>(const Outcome&, RequestId)>& value) {
  const ReplicaProfile profile;
  ServingDriver driver(engine, list, {&profile}, false);
  driver.run();
  double sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < list.columns.size(); ++i) {
    const auto one = value(driver.outcomes()[i], static_cast<RequestId>(i));
    if (!one) continue;
    sum += *one;
    ++count;
  }
  return sum / count;
}

}  // namespace suanli::test
