// token_case.h -- requests with tokens through one replica, and the seconds at which tokens came.
#pragma once

#include "tests/sim/engine/serving/serving_driver.h"

namespace suanli::test {

struct TokenCase {
  std::string engine = "continuous_batching";
  std::map<std::string, ParamValue> given;
  ReplicaProfile profile;
  RequestList list;
  ReplicaTotals totals;

  std::vector<Outcome> run() {
    const auto made = make_serving(engine, given);
    ServingDriver driver(*made, list, {&profile});
    driver.run();
    totals = made->totals(driver.last(), ReplicaId{});
    return driver.outcomes();
  }
};

inline std::vector<double> token_seconds(const Outcome& outcome) {
  std::vector<double> seconds;
  for (const SimTime at : outcome.tokens) seconds.push_back(to_seconds(at.time_since_epoch()));
  return seconds;
}

using Times = std::vector<double>;

}  // namespace suanli::test
