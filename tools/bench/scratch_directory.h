// scratch_directory.h -- a directory for a measure's files, gone when the measure is done.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "sim/base/check.h"

namespace suanli::bench {

class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "suanli-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw InputError(name, "can't make a directory for the benchmark's files", "set TMPDIR");
    path_ = name;
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace suanli::bench
