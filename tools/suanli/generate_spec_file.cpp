// generate_spec_file.cpp -- reads the JSON and gives problems their lines.
#include "tools/suanli/generate_spec_file.h"

#include <filesystem>

#include "scenarios/json_document.h"
#include "sim/base/check.h"
#include "workloads/generate/presets.h"

namespace suanli::cli {

GenerateSpec read_generate_spec(const std::string& file_or_preset) {
  namespace fs = std::filesystem;
  std::vector<Problem> problems;
  std::error_code ignored;
  if (!fs::exists(file_or_preset, ignored)) {
    const auto preset = find_preset(file_or_preset);
    if (!preset) {
      const std::string near = did_you_mean(file_or_preset, preset_names());
      throw InputError(file_or_preset, "is neither a file nor a preset", near.empty() ? "see suanli list generators" : near);
    }
    GenerateSpec spec = parse_generate_spec(*preset, "", "", problems);
    SUANLI_ASSERT(problems.empty(), "presets that come with the program are in order");
    return spec;
  }
  const JsonDocument document = read_json(file_or_preset);
  problems = document.problems;
  GenerateSpec spec = parse_generate_spec(document.root, "", fs::path(file_or_preset).parent_path().string(), problems);
  if (problems.empty()) return spec;
  place(document, problems);
  throw InputError(told_in_order(std::move(problems)));
}

}  // namespace suanli::cli
