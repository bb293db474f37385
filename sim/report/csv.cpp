// csv.cpp -- digits by std::to_chars, quotes by RFC 4180.
#include "sim/report/csv.h"

#include <charconv>
#include <cmath>

#include "sim/base/check.h"

namespace suanli {

void append_integer(std::string& out, std::int64_t value) {
  char buffer[20];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void append_double(std::string& out, double value) {
  SUANLI_ASSERT(std::isfinite(value), "a figure in a result file is finite; what does not exist is an empty cell");
  char buffer[32];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void append_milli(std::string& out, std::int64_t value) {
  if (value < 0) {
    out += '-';
    value = -value;
  }
  append_integer(out, value / 1000);
  const auto fraction = static_cast<int>(value % 1000);
  if (fraction == 0) return;
  const char digits[4] = {'.', static_cast<char>('0' + fraction / 100), static_cast<char>('0' + fraction / 10 % 10),
                          static_cast<char>('0' + fraction % 10)};
  out.append(digits, fraction % 100 == 0 ? 2 : fraction % 10 == 0 ? 3 : 4);
}

void append_text(std::string& out, std::string_view text) {
  const bool has_blank_edge = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (!has_blank_edge && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out.append(text);
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace suanli
