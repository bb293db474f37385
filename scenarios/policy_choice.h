// policy_choice.h -- a policy by name with its parameters, as a scenario chooses it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "sim/base/params.h"
#include "sim/base/time.h"

namespace suanli {

// With all its parameters. For kinds that are not simulated the parameters are those given.
struct PolicyChoice {
  std::string name;
  std::map<std::string, ParamValue> parameters;
  bool operator==(const PolicyChoice&) const = default;
};

// What holds for every scaling policy.
struct ScalingKeys {
  std::optional<std::uint32_t> min;  // none: 1, or the replicas at the start when there are fewer
  std::optional<std::uint32_t> max;  // none: what the empty cluster holds
  Duration interval_s{15'000'000'000};
  Duration boot_s{};
  Duration cooldown_s{};
  std::optional<std::uint32_t> max_up;
  std::optional<std::uint32_t> max_down;
  Duration drain_s{300'000'000'000};
  double storage_gb_per_s = 0;
  bool operator==(const ScalingKeys&) const = default;
};

struct ScalingChoice : PolicyChoice {
  ScalingKeys keys;
  bool operator==(const ScalingChoice&) const = default;
};

}  // namespace suanli
