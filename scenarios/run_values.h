// run_values.h -- what a run.json says, for those who read a result directory.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/base/time.h"

namespace suanli {

struct RunValues {
  std::string scenario;    // its name
  std::string scheduling;  // names of the policies
  std::string placement;
  std::string seed;
  Duration end{};  // when the run ended
  std::vector<std::string> services;  // their names; empty of a run without requests
  // Every member of the document with its value: text as it is, anything else as JSON (the effective scenario whole, indented).
  std::vector<std::pair<std::string, std::string>> members;
};

// [InputError] when there is no such file, it is damaged, or it is no run.json.
RunValues read_run_values(const std::string& path);

}  // namespace suanli
