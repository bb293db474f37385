// presets.h -- ready-made workloads that resemble published traces, by name.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/embedded_file.h"

namespace suanli {

namespace presets {
std::span<const EmbeddedFile> files();  // workloads/presets/*.json, by name
}

// The spec of a preset; empty when there is none of this name.
std::optional<nlohmann::json> find_preset(std::string_view name);

std::vector<std::string> preset_names();

}  // namespace suanli
