// packed_input.h -- reads a file that may be packed (.gz, .zst): in pieces, whole, or line by line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace suanli {

enum class Packing : unsigned char { none, gzip, zstd };

// By the name's end: ".gz", ".zst", anything else is plain.
Packing packing_of(std::string_view path);

constexpr std::uint64_t default_max_input_bytes = std::uint64_t{8} << 30;

// An open file, unpacked on the way. All errors are [InputError] naming the path: missing, a directory, not readable, its first
// bytes belie its name (a ".gz" that is not gzip, a plain name that is packed), cut in the middle, damaged, or more than
// `max_bytes` after unpacking.
class PackedInput {
 public:
  explicit PackedInput(const std::string& path, std::uint64_t max_bytes = default_max_input_bytes);
  PackedInput(PackedInput&&) noexcept;
  ~PackedInput();

  // Fills `into` as far as the file goes; fewer bytes than asked for only at the end of the file.
  std::size_t read(std::span<char> into);
  // Size of the file as stored; 0 for what has none (a pipe).
  std::uint64_t stored_size() const;
  Packing packing() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The whole file, unpacked; `padding` more bytes are reserved behind it. Errors as above.
std::string read_whole(const std::string& path, std::uint64_t max_bytes = default_max_input_bytes, std::size_t padding = 0);

// Calls `line` for each line with its 1-based number. A byte-order mark at the start and a carriage return before the line feed
// are taken off; the last line needs no line feed. The view lives during the call. Errors as above, and a line of more than
// 64 MiB.
void read_lines(const std::string& path, const std::function<void(std::string_view line, std::size_t number)>& line,
                std::uint64_t max_bytes = default_max_input_bytes);

}  // namespace suanli
