// text_file.h -- one file with given bytes for the time of a test.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/temporary_directory.h"

namespace suanli::test {

class TextFile {
 public:
  TextFile(const std::string& name, std::string_view bytes) : path_(directory_.write(name, bytes)) {}

  const std::string& path() const {
    return path_;
  }

 private:
  TemporaryDirectory directory_;
  std::string path_;
};

}  // namespace suanli::test
