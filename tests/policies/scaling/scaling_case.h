// scaling_case.h -- scaling policies by name for tests.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "policies/registry.h"

namespace suanli::test {

inline std::unique_ptr<ScalingPolicy> scaler(const std::string& name, const std::map<std::string, ParamValue>& given = {}) {
  const auto* entry = find_entry(scaling::entries(), name);
  SUANLI_ASSERT(entry != nullptr, "no such scaling policy");
  std::vector<Problem> problems;
  const Params params(entry->params, given, "", problems);
  if (!problems.empty()) throw InputError(problems);
  return entry->make(params, {1, "chat"});
}

}  // namespace suanli::test
