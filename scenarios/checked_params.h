// checked_params.h -- parameters of a scenario that was read, ready to make a policy with.
#pragma once

#include <map>
#include <span>
#include <string>

#include "sim/base/check.h"
#include "sim/base/params.h"

namespace suanli {

// The values were checked when the scenario was read.
inline Params checked_params(std::span<const ParamSpec> specs, const std::map<std::string, ParamValue>& values) {
  std::vector<Problem> problems;
  Params params(specs, values, {}, problems);
  SUANLI_ASSERT(problems.empty(), "a scenario that was read has parameters that fit");
  return params;
}

}  // namespace suanli
