// byte_source.h -- a file in pieces through one small buffer. Internal to the trace cache.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace suanli {

constexpr std::size_t block_size = std::size_t{1} << 15;

// (A mapping of the file costs more than its copy: a page-table walk for each 4 KiB.)
class ByteSource {
 public:
  explicit ByteSource(const std::string& path);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ~ByteSource();

  // False when there is no such regular file, or it may not be read.
  bool exists() const {
    return exists_;
  }
  std::size_t left() const {
    return left_;
  }

  // The next `size` bytes, valid until the next call; null when there are fewer. Aligned to 8 bytes while all sizes are
  // multiples of 8. REQUIRES size <= block_size.
  const char* take(std::size_t size);

 private:
  bool fill(std::size_t size);

  int descriptor_;
  bool exists_ = false;
  std::size_t left_ = 0;  // of the file, from at_ on
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
};

}  // namespace suanli
