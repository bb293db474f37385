// build_services.h -- the engines and policies of services, which keep state: one set per run.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/engine/serving/service_spec.h"

namespace suanli {

class Services {
 public:
  Services() = default;
  // Those of the scenario, in its order; random ones draw from `seed`. The specs must outlive it. REQUIRES specs of this
  // scenario. [InputError]
  Services(const Scenario& scenario, std::span<const ServiceSpec> specs, std::uint64_t seed);

  std::span<const ServiceSetup> setups() const {
    return setups_;
  }

 private:
  std::vector<std::unique_ptr<ServingEngine>> engines_;
  std::vector<std::unique_ptr<BalancingPolicy>> balancing_;
  std::vector<std::unique_ptr<ScalingPolicy>> scaling_;
  std::vector<ServiceSetup> setups_;
};

// Whether anything of the scenario's services draws from the seed of the run.
bool services_are_random(const Scenario& scenario);

}  // namespace suanli
