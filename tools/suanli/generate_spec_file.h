// generate_spec_file.h -- a generator's spec from a file, or a preset by name.
#pragma once

#include <string>

#include "workloads/generate/generate_spec.h"

namespace suanli::cli {

// What exists as a file is read as one. [InputError] with all problems and their places; for a name that is neither, with a suggestion.
GenerateSpec read_generate_spec(const std::string& file_or_preset);

}  // namespace suanli::cli
