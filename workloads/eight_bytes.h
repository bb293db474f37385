// eight_bytes.h -- eight characters as one word, the first lowest.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace suanli {

// REQUIRES eight readable bytes.
inline std::uint64_t eight_bytes(const char* at) {
  static_assert(std::endian::native == std::endian::little, "the first character must become the lowest byte");
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

}  // namespace suanli
