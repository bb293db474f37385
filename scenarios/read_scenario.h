// read_scenario.h -- from a scenario file and overrides to a Scenario, with every problem told at once.
#pragma once

#include <string>
#include <vector>

#include "scenarios/json_document.h"
#include "scenarios/overrides.h"
#include "scenarios/scenario.h"

namespace suanli {

struct ScenarioFile {
  Scenario scenario;
  std::string path;                // of the scenario's own file, as given
  std::string directory;           // its directory, which relative paths start from; "" for the current one
  std::vector<std::string> notes;  // what was read but has no effect, or was replaced; for stderr

  // A path of the scenario ready to be opened.
  std::string opened_as(const std::string& file) const;
};

// [InputError] with all problems of the file, the files it names and the overrides, each with its place.
ScenarioFile read_scenario(const std::string& path, const Overrides& overrides = {});

// The same of a document in memory; its `file` says where relative paths start.
ScenarioFile read_scenario(JsonDocument document, const Overrides& overrides = {});

}  // namespace suanli
