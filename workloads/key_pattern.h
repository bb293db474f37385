// key_pattern.h -- compares a JSON key with a known name in two words. Internal to the trace reader.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "workloads/eight_bytes.h"

namespace suanli {

// A key and its closing quote as two words, to be compared under a mask.
struct KeyPattern {
  std::array<std::uint64_t, 2> bytes{};
  std::array<std::uint64_t, 2> mask{};
};

// REQUIRES at most 15 bytes.
constexpr KeyPattern pattern_of(std::string_view name) {
  KeyPattern pattern;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const auto byte = static_cast<std::uint64_t>(i < name.size() ? name[i] : '"');
    pattern.bytes[i / 8] |= byte << (8 * (i % 8));
    pattern.mask[i / 8] |= std::uint64_t{0xff} << (8 * (i % 8));
  }
  return pattern;
}

// REQUIRES 16 readable bytes: the parser's padding.
inline bool is_key(const char* raw, const KeyPattern& pattern) {
  return (((eight_bytes(raw) ^ pattern.bytes[0]) & pattern.mask[0]) |
          ((eight_bytes(raw + 8) ^ pattern.bytes[1]) & pattern.mask[1])) == 0;
}

}  // namespace suanli
