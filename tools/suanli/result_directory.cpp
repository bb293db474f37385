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

constexpr std::array result_names{"summary.csv", "jobs.csv", "nodes.csv", "timeline.csv", "run.json", "manifest.json"};

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
  if (directory.empty()) throw InputError("--output", "the name of a directory is missing");
  require_writable(directory);
  const auto former = scenario_of_run(directory + "/run.json");
  if (former && *former == scenario_name) return;
  if (former) {
    throw InputError(directory, "holds the results of scenario \"" + *former + '"', "give another directory, or remove it");
  }
  const auto refuse = [&](std::string_view name) {
    if (!fs::exists(fs::path(directory) / name)) return;
    throw InputError(directory, "holds a " + std::string(name) + " of unknown origin", "give another directory, or remove it");
  };
  for (const std::string_view name : result_names) refuse(name);
  for (const std::string_view name : export_file_names) refuse(name);
}

}  // namespace suanli::cli
