// checked_file.h -- what a file is, by its content, and everything wrong with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/base/check.h"

namespace suanli::cli {

enum class FileKind : unsigned char { scenario, sweep, plan, trace, cluster, devices, generator_spec, unknown };
std::string_view name_of(FileKind kind);

struct CheckedFile {
  FileKind kind = FileKind::unknown;
  std::vector<Problem> problems;
  std::vector<std::string> notes;  // read but without effect
  std::string what;                // what it holds: "600 jobs"
};

// A scenario is checked with all files it names, its trace included; a sweep with all its points.
CheckedFile check_file(const std::string& path);

}  // namespace suanli::cli
