// parse_request_spec.h -- the part of a spec that makes requests, from JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "workloads/generate/generate_spec.h"

namespace suanli {

// `until` is the end of the whole spec, which holds where the part has neither count nor until_s. Rates are multiplied by `rate_scale`.
// Problems as those of parse_generate_spec.
RequestSpec parse_request_spec(const nlohmann::json& value, const std::string& pointer, const std::string& directory, double rate_scale,
                               std::optional<Duration> until, std::vector<Problem>& problems);

}  // namespace suanli
