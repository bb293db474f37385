// trace_fields.h -- the fields of a trace's job record: one table that feeds the reader, the JSON Schema and the help.
#pragma once

#include <span>
#include <string_view>

namespace suanli {

enum class TraceType : unsigned char {
  whole_number,  // also written 1.0 or 1e3
  number,
  text,
  id,     // text or whole number
  texts,  // a text or a list of texts
  ids,    // a list of ids
  object,
};

struct TraceField {
  std::string_view name;
  TraceType type = TraceType::number;
  std::string_view unit;           // "s", "GiB", "1"; empty for what has none
  std::string_view default_value;  // as text for a person; empty: the field is required
  std::string_view help;
  std::string_view choices;  // "a|b|c" for a text of few words; else empty
};

// In the order in which write_trace writes them.
std::span<const TraceField> trace_fields();

}  // namespace suanli
