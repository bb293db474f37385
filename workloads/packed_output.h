// packed_output.h -- writes a whole file that may be packed (.gz, .zst), by its name.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace suanli {

// As WholeFile, with the bytes packed on the way. The same bytes give the same file. Errors as WholeFile's.
class PackedOutput {
 public:
  explicit PackedOutput(const std::string& path);
  PackedOutput(const PackedOutput&) = delete;
  PackedOutput& operator=(const PackedOutput&) = delete;
  ~PackedOutput();

  void write(std::string_view bytes);
  void commit();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace suanli
