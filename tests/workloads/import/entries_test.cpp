// entries_test.cpp -- the table of importers is the folder workloads/import.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "workloads/import/importer.h"

namespace suanli {

TEST_CASE("the table of importers lists exactly the files of the folder, by name") {
  std::vector<std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(std::string(SUANLI_SOURCE_DIR) + "/workloads/import")) {
    if (file.path().extension() == ".cpp") files.push_back(file.path().stem().string());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> names;
  for (const ImporterEntry* entry : import::entries()) names.emplace_back(entry->name);
  CHECK(names == files);
}

TEST_CASE("every importer and every option says what it is, and the defaults fit their own ranges") {
  for (const ImporterEntry* entry : import::entries()) {
    CAPTURE(entry->name);
    CHECK_FALSE(entry->summary.empty());
    std::map<std::string, ParamValue> defaults;
    for (const ParamSpec& spec : entry->params) {
      CAPTURE(spec.name);
      CHECK_FALSE(spec.help.empty());
      defaults[std::string(spec.name)] = param_from_text(spec, spec.default_value);
    }
    std::vector<Problem> problems;
    const Params params(entry->params, defaults, "", problems);
    CHECK(problems.empty());
    CHECK(params.values().size() == entry->params.size());
  }
}

}  // namespace suanli
