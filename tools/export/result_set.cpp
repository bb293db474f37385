// result_set.cpp -- looks for the files and says what to do when they are not there.
#include "tools/export/result_set.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <vector>

#include "sim/base/check.h"

namespace suanli::exports {
namespace {

namespace fs = std::filesystem;

constexpr std::array run_files{"jobs.csv", "nodes.csv", "run.json"};
constexpr auto how_to_get_one = "suanli run SCENARIO.json -o DIR writes one";

void require_directory(const std::string& directory) {
  std::error_code error;
  if (!fs::exists(directory, error)) throw InputError(directory, "no such directory", how_to_get_one);
  if (!fs::is_directory(directory, error)) throw InputError(directory, "is not a directory", how_to_get_one);
  const fs::directory_iterator readable(directory, error);
  if (error) throw InputError(directory, error.message());
}

}  // namespace

void require_tables(const std::string& directory) {
  require_directory(directory);
  const fs::directory_iterator entries(directory);
  const bool any = std::any_of(begin(entries), end(entries), [](const fs::directory_entry& entry) { return entry.path().extension() == ".csv"; });
  if (!any) throw InputError(directory, "is no result directory: it holds no CSV file", how_to_get_one);
}

void require_run(const std::string& directory) {
  require_directory(directory);
  std::vector<Problem> problems;
  for (const char* name : run_files) {
    std::error_code error;
    if (fs::exists(fs::path(directory) / name, error)) continue;
    problems.push_back({directory, 0, 0, "", "is no result directory of a run: it holds no " + std::string(name), how_to_get_one});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

}  // namespace suanli::exports
