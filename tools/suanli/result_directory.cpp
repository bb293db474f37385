// result_directory.cpp -- looks at the directory and its parents.
#include "tools/suanli/result_directory.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "scenarios/run_document.h"
#include "sim/base/check.h"
#include "sim/report/result_files.h"

namespace suanli::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array result_names{"summary.csv", "jobs.csv", "nodes.csv", "timeline.csv", "requests.csv",
                                  "replicas.csv", "phases.csv", "plan.csv",  "run.json",     "manifest.json"};

void require_writable(const std::string& directory) {
  fs::path nearest(directory);
  std::error_code error;
  while (!fs::exists(nearest, error)) {
    if (error) throw InputError(directory, error.message());
    nearest = nearest.has_parent_path() ? nearest.parent_path() : fs::path(".");
  }
  if (!fs::is_directory(nearest, error)) {
    const bool itself = nearest == fs::path(directory);
    throw InputError(directory, itself ? "is not a directory" : "can't be made: " + nearest.string() + " is not a directory");
  }
  if (::access(nearest.c_str(), W_OK | X_OK) != 0) throw InputError(directory, std::generic_category().message(errno));
}

}  // namespace

void require_result_directory(const std::string& directory, const std::string& scenario_name) {
  require_directory_for(directory, "scenario", scenario_name, scenario_of_run(directory + "/run.json"));
}

void require_directory_for(const std::string& directory, const std::string& kind, const std::string& name, const std::optional<std::string>& former) {
  if (directory.empty()) throw InputError("--output", "the name of a directory is missing");
  require_writable(directory);
  if (former && *former == name) return;
  if (former) {
    throw InputError(directory, "holds the results of " + kind + " \"" + *former + '"', "give another directory, or remove it");
  }
  const auto refuse = [&](std::string_view file) {
    if (!fs::exists(fs::path(directory) / file)) return;
    throw InputError(directory, "holds a " + std::string(file) + " of unknown origin", "give another directory, or remove it");
  };
  for (const std::string_view file : result_names) refuse(file);
  for (const std::string_view file : export_file_names) refuse(file);
}

}  // namespace suanli::cli
