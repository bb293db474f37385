// json_text.cpp -- escapes what JSON does not allow in a string.
#include "tools/export/json_text.h"

#include "workloads/utf8.h"

namespace suanli::exports {

void append_json(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string valid(text);
  repair_utf8(valid);
  out += '"';
  for (const char c : valid) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') (out += '\\') += c;
    else if (byte < 0x20) ((out += "\\u00") += digits[byte >> 4U]) += digits[byte & 15U];
    else out += c;
  }
  out += '"';
}

}  // namespace suanli::exports
