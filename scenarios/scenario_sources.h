// scenario_sources.h -- a scenario as one JSON value made of its file, the files it names and overrides, each remembered.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/json_document.h"
#include "scenarios/overrides.h"
#include "sim/base/check.h"

namespace suanli {

// A part that may be a path to a file of its own, relative to the file that names it. `or_name`: a text there is a path only when it
// ends in ".json".
struct IncludedPart {
  std::string_view pointer;
  bool elements_too = false;
  bool or_name = false;
};

inline constexpr IncludedPart scenario_parts[] = {
    {"/cluster"}, {"/workload/generate"}, {"/devices", true}, {"/cluster/devices", true}};

// What ScenarioSources says of a scenario holds for any file with such parts.
class ScenarioSources {
 public:
  // [InputError] when an override names a place that cannot be. Files that cannot be read are problems of place(). `parts` must outlive it.
  ScenarioSources(JsonDocument root, const Overrides& overrides, std::span<const IncludedPart> parts = scenario_parts);

  const nlohmann::json& merged() const { return merged_; }

  // Directory of the scenario's own file, "" for the current one.
  const std::string& directory() const { return directory_; }

  // `path` as the value at `pointer` names it, told relative to directory(); absolute paths stay.
  std::string from_directory(std::string_view pointer, const std::string& path) const;
  // Where relative paths named at `pointer` start, told relative to directory(); "" for directory() itself.
  const std::string& directory_of(std::string_view pointer) const { return owner_of(pointer).directory; }
  // That path ready to be opened.
  std::string opened_as(const std::string& path) const;

  // All problems, each with the file (or option) and the place its pointer comes from: those given and those of the files themselves.
  std::vector<Problem> place(std::vector<Problem> problems) const;

 private:
  // Where a part of the merged value comes from: a file, or an option (then `document` is empty).
  struct Mount {
    std::string pointer;
    std::string directory;  // relative to the scenario's
    std::string option;
    JsonDocument document;
  };

  const Mount& owner_of(std::string_view pointer) const;
  void mount(Mount mount);
  void include_all();
  void include(const std::string& pointer, bool or_name);
  JsonDocument read_chain(const std::string& pointer, std::string& path);
  void apply(const Override& change);
  nlohmann::json& slot_for(const Override& change, std::string& made);

  std::span<const IncludedPart> parts_;
  std::string directory_;
  nlohmann::json merged_;
  std::vector<Mount> mounts_;         // the scenario's own file first
  std::vector<Problem> problems_;
  std::vector<std::string> broken_;   // pointers whose file could not be read
};

}  // namespace suanli
