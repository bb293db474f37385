// presets.cpp -- looking up the specs that the binary carries.
#include "workloads/generate/presets.h"

#include <nlohmann/json.hpp>

namespace suanli {

std::optional<nlohmann::json> find_preset(std::string_view name) {
  for (const EmbeddedFile& file : presets::files()) {
    if (file.name == name) return nlohmann::json::parse(file.text);
  }
  return std::nullopt;
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : presets::files()) names.emplace_back(file.name);
  return names;
}

}  // namespace suanli
