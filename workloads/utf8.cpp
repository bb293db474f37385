// utf8.cpp -- finding the bytes that are not UTF-8.
#include "workloads/utf8.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace suanli {
namespace {

// Bytes of the valid sequence at the start of `text`; 0 when there is none. The bounds of the second byte keep out overlong
// forms, surrogates and values past U+10FFFF (RFC 3629, section 4).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (first < 0xE0) return follows(1) ? 2 : 0;
  if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F)) return 0;
  if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 0;
  if (first < 0xF0) return follows(1) && follows(2) ? 3 : 0;
  return follows(1) && follows(2) && follows(3) ? 4 : 0;
}

}  // namespace

bool repair_utf8(std::string& text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return false;
  std::string whole;
  bool repaired = false;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = sequence_length(rest);
    if (length == 0) {
      whole += "\xEF\xBF\xBD";
      repaired = true;
    } else {
      whole += rest.substr(0, length);
    }
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  if (repaired) text = std::move(whole);
  return repaired;
}

}  // namespace suanli
