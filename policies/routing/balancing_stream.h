// balancing_stream.h -- the random numbers of a balancing policy.
#pragma once

#include <string>
#include <string_view>

#include "policies/registry.h"
#include "sim/base/random.h"

namespace suanli {

inline Stream balancing_stream(const ServicePolicyContext& context, std::string_view policy) {
  return Stream(context.seed, "policy/balancing/" + std::string(policy) + "/" + context.service);
}

}  // namespace suanli
