// json_text.cpp -- commas, escapes and numbers.
#include "tools/report/json_text.h"

#include <array>
#include <charconv>
#include <utility>

#include "sim/report/csv.h"
#include "workloads/utf8.h"

namespace suanli::page {
namespace {

constexpr std::string_view hexadecimal = "0123456789abcdef";

void append_escape(std::string& out, unsigned char byte) {
  out += "\\u00";
  out += hexadecimal[byte >> 4U];
  out += hexadecimal[byte & 0xFU];
}

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == '\x7F';
}

}  // namespace

JsonText& JsonText::key(std::string_view name) {
  text(name);
  out_ += ':';
  wants_comma_ = false;
  return *this;
}

JsonText& JsonText::text(std::string_view value) {
  separate();
  std::string mended(value);
  repair_utf8(mended);
  out_ += '"';
  for (std::size_t at = 0; at < mended.size(); ++at) {
    const std::string_view rest = std::string_view(mended).substr(at, 3);
    if (rest == "\xE2\x80\xA8" || rest == "\xE2\x80\xA9") {
      out_ += rest == "\xE2\x80\xA8" ? "\\u2028" : "\\u2029";
      at += 2;
    } else if (needs_escape(mended[at])) {
      append_escape(out_, static_cast<unsigned char>(mended[at]));
    } else {
      out_ += mended[at];
    }
  }
  out_ += '"';
  return *this;
}

JsonText& JsonText::integer(std::int64_t value) {
  separate();
  append_integer(out_, value);
  return *this;
}

JsonText& JsonText::number(double value) {
  separate();
  append_double(out_, value);
  return *this;
}

JsonText& JsonText::number(std::optional<double> value) {
  if (value) return number(*value);
  separate();
  out_ += "null";
  return *this;
}

JsonText& JsonText::plotted(double value) {
  separate();
  std::array<char, 40> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::general, 6);
  out_.append(digits.data(), end.ptr);
  return *this;
}

JsonText& JsonText::flag(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

std::string JsonText::take() {
  wants_comma_ = false;
  return std::exchange(out_, {});
}

JsonText& JsonText::open(char bracket) {
  separate();
  out_ += bracket;
  wants_comma_ = false;
  return *this;
}

JsonText& JsonText::close(char bracket) {
  out_ += bracket;
  wants_comma_ = true;
  return *this;
}

void JsonText::separate() {
  if (wants_comma_) out_ += ',';
  wants_comma_ = true;
}

}  // namespace suanli::page
