// json_syntax.h -- says what is wrong with text that is no JSON, and where. Internal to the trace reader.
#pragma once

#include <simdjson.h>

#include <string_view>

#include "workloads/record_context.h"

namespace suanli {

// Breaks the context off with a sentence for the parser's error. `where` is the parser's place, or null when it has none: then
// the text is searched.
void report_syntax(RecordContext& context, simdjson::error_code error, const char* where);

// Breaks the context off because something follows the value that should be the last.
void report_trailing(RecordContext& context, const char* where);

// True when a number is written as JSON allows ("-0.5e3", but not "+1", ".5", "01" or "NaN").
bool is_json_number(std::string_view token);

// Characters without the blanks behind them.
inline std::string_view without_blanks(std::string_view token) {
  while (!token.empty() && (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t')) {
    token.remove_suffix(1);
  }
  return token;
}

}  // namespace suanli
