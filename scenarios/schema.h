// schema.h -- JSON Schemas (2020-12) made from the tables that also read the files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suanli {

// What schema_text knows: "scenario", ...
std::vector<std::string> schema_names();

// The schema as JSON text with a newline at its end. [InputError] for an unknown name, with a suggestion.
std::string schema_text(std::string_view name);

}  // namespace suanli
