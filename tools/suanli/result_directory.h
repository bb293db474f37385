// result_directory.h -- whether a run may write where the user said, asked before anything is computed.
#pragma once

#include <optional>
#include <string>

namespace suanli::cli {

// A directory may be written to when it does not exist yet and can be made, when it holds no result files, or when its run.json tells of a run
// of the same scenario (by name), whose results are then replaced. Writes nothing. [InputError] when it may not.
void require_result_directory(const std::string& directory, const std::string& scenario_name);

// The same for results of another kind: `former` is the name of what the directory's run.json tells of, when it is of this kind; `kind` is the word
// for it, as "plan".
void require_directory_for(const std::string& directory, const std::string& kind, const std::string& name, const std::optional<std::string>& former);

}  // namespace suanli::cli
