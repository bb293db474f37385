// result_directory.h -- whether a run may write where the user said, asked before anything is computed.
#pragma once

#include <string>

namespace suanli::cli {

// A directory may be written to when it does not exist yet and can be made, when it holds no result files, or when its run.json tells of a run
// of the same scenario (by name), whose results are then replaced. Writes nothing. [InputError] when it may not.
void require_result_directory(const std::string& directory, const std::string& scenario_name);

}  // namespace suanli::cli
