// plain_text.h -- finds the end of a number or of an unescaped ASCII text, eight bytes at a time. Internal to the trace reader.
#pragma once

#include <bit>
#include <cstdint>

#include "workloads/eight_bytes.h"

namespace suanli {

constexpr std::uint64_t low_bits = 0x0101010101010101ULL;
constexpr std::uint64_t high_bits = 0x8080808080808080ULL;

// The high bit of each byte that is 0; bytes above the first such one may be marked falsely.
inline std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - low_bits) & ~word & high_bits;
}

// The first quote, escape, control character or byte that is not ASCII from `at` on; `end` or behind it when there is none
// before. REQUIRES eight readable bytes behind `end`.
inline const char* end_of_plain_text(const char* at, const char* end) {
  for (; at < end; at += 8) {
    const std::uint64_t word = eight_bytes(at);
    const std::uint64_t control = (word - low_bits * 0x20) & ~word & high_bits;
    const std::uint64_t found =
        zero_bytes(word ^ low_bits * '"') | zero_bytes(word ^ low_bits * '\\') | control | (word & high_bits);
    if (found != 0) return at + std::countr_zero(found) / 8;
  }
  return at;
}

// The first comma or closing brace from `at` on; else as above.
inline const char* end_of_number(const char* at, const char* end) {
  for (; at < end; at += 8) {
    const std::uint64_t word = eight_bytes(at);
    const std::uint64_t found = zero_bytes(word ^ low_bits * ',') | zero_bytes(word ^ low_bits * '}');
    if (found != 0) return at + std::countr_zero(found) / 8;
  }
  return at;
}

}  // namespace suanli
