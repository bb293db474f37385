// work_json.h -- the work{} of a job and of a request, from JSON and back.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/check.h"
#include "sim/model/job_work.h"

namespace suanli {

struct ReadWork {
  JobWork work;
  std::uint64_t steps = 1;
};

// The form is told by its keys: training has "model", a bag "tasks", a pipeline "stages". Problems are appended with the pointer `pointer` +
// place in the value; the result is whole when there are none. Names of models are not looked up.
ReadWork parse_work(const nlohmann::json& value, const std::string& pointer, std::vector<Problem>& problems);

// The same from text; a key given twice is a problem too.
ReadWork parse_work(std::string_view text, const std::string& pointer, std::vector<Problem>& problems);

// The kernel that the work{} of a request names; anything else in it is a problem.
std::string parse_request_work(std::string_view text, const std::string& pointer, std::vector<Problem>& problems);

// The JSON object that reads back as the same; only what was given or differs from its default.
std::string work_text(const JobWork& work, std::uint64_t steps);

// The JSON Schema (2020-12) of the value, as text.
std::string_view work_schema();

}  // namespace suanli
