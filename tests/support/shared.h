// shared.h -- where the reference data lies; tests that need it skip, saying so, where it is absent.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

namespace suanli::test {

inline std::filesystem::path shared(const std::string& path) {
  return std::filesystem::path(SUANLI_SHARED_DIR) / path;
}

inline bool shared_is_here(const std::string& path) {
  return std::filesystem::exists(shared(path));
}

}  // namespace suanli::test

// Leaves the test case, with a line that says why, when the reference file is not on this machine.
#define SUANLI_NEEDS_SHARED(path)                                                \
  do {                                                                           \
    if (!::suanli::test::shared_is_here(path)) {                                 \
      MESSAGE("skipped: reference data is not on this machine: " << (path));     \
      return;                                                                    \
    }                                                                            \
  } while (false)
