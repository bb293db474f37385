// read_law.h -- a law in JSON, with its parameters and lists, made ready for use.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "workloads/generate/generate_spec.h"

namespace suanli {

// {"law": NAME, parameters, lists, "at_least", "at_most"}, or a bare number. `law` is null when there was a problem.
ValueSpec read_value_law(const nlohmann::json& value, const std::string& pointer, const std::string& directory,
                         std::vector<Problem>& problems);

// {"law": NAME, parameters, lists}; all rates are multiplied by `rate_scale`. `law` is null when there was a problem.
ArrivalSpec read_arrival_law(const nlohmann::json& value, const std::string& pointer, const std::string& directory, double rate_scale,
                             std::vector<Problem>& problems);

}  // namespace suanli
