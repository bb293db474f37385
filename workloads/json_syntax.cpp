// json_syntax.cpp -- a slow second look at text that the parser refused.
#include "workloads/json_syntax.h"

#include <string>

namespace suanli {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The first byte of the first sequence that is not UTF-8.
const char* first_bad_utf8(std::string_view text) {
  std::size_t low = 0;  // text[0, low) is valid
  while (low < text.size()) {
    const auto byte = static_cast<unsigned char>(text[low]);
    const std::size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    if (low + length > text.size() || !simdjson::validate_utf8(text.data() + low, length)) break;
    low += length;
  }
  return text.data() + low;
}

struct StringFault {
  const char* open_quote = nullptr;  // of a string that never ends
  const char* control = nullptr;     // the first control character inside a string
};

StringFault find_string_fault(std::string_view text) {
  StringFault fault;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (fault.open_quote == nullptr) {
      if (c == '"') fault.open_quote = &text[at];
    } else if (c == '\\') {
      ++at;
    } else if (c == '"') {
      fault.open_quote = nullptr;
    } else if (static_cast<unsigned char>(c) < 0x20 && fault.control == nullptr) {
      fault.control = &text[at];
    }
  }
  return fault;
}

// What follows the bracket that closes the first one; null when nothing does.
const char* behind_first_value(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if ((c == ']' || c == '}') && (depth == 0 || --depth == 0)) {
      const std::size_t more = text.find_first_not_of(" \t\r\n", at + 1);
      return more == std::string_view::npos ? nullptr : &text[more];
    }
  }
  return nullptr;
}

}  // namespace

void report_syntax(RecordContext& context, simdjson::error_code error, const char* where) {
  const std::string_view text = context.text();
  const char* const end = text.data() + text.size();
  if (where == nullptr || where > end) where = end;
  switch (error) {
    case simdjson::UTF8_ERROR:
      return context.break_off(first_bad_utf8(text), "is not valid UTF-8");
    case simdjson::UNCLOSED_STRING:
      return context.break_off(find_string_fault(text).open_quote, "a string is not closed", "the file may be cut off");
    case simdjson::UNESCAPED_CHARS:
      return context.break_off(find_string_fault(text).control, "a control character stands inside a string",
                               "write it as \\n or \\u000a");
    case simdjson::STRING_ERROR:
      return context.break_off(where, "a string has an escape that JSON does not know");
    case simdjson::CAPACITY:
      return context.break_off(nullptr, "a JSON document of more than 4 GiB cannot be read", "use NDJSON");
    case simdjson::DEPTH_ERROR:
      return context.break_off(where, "brackets are nested too deeply", "64 levels at most");
    case simdjson::EMPTY:
      return context.break_off(nullptr, "holds no JSON");
    default:
      break;
  }
  if (where == end || error == simdjson::INCOMPLETE_ARRAY_OR_OBJECT) {
    if (const char* more = behind_first_value(text)) return report_trailing(context, more);
    return context.break_off(end, "ends before its JSON does", "it may be cut off, or a bracket is not closed");
  }
  context.break_off(where, "is not valid JSON here", "a comma, a colon, a quote or a bracket is missing or out of place");
}

void report_trailing(RecordContext& context, const char* where) {
  context.break_off(where, "the JSON has ended, but more follows", "one document a file, or one record a line");
}

bool is_json_number(std::string_view token) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t begin = at;
    while (at < token.size() && is_digit(token[at])) ++at;
    return at > begin;
  };
  if (at < token.size() && token[at] == '-') ++at;
  const bool leading_zero = at < token.size() && token[at] == '0';
  const std::size_t begin = at;
  if (!digits() || (leading_zero && at > begin + 1)) return false;
  if (at < token.size() && token[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
    ++at;
    if (at < token.size() && (token[at] == '+' || token[at] == '-')) ++at;
    if (!digits()) return false;
  }
  return at == token.size();
}

}  // namespace suanli
