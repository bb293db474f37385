// trace_fields.h -- the fields of a trace's records, jobs and requests: one table that feeds the reader, the JSON Schema and the help.
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
  hashes, // a list of whole numbers below 2^64
  object,
};

// Which records a field is of.
enum class TraceRecordKind : unsigned char { both, job, request };

struct TraceField {
  std::string_view name;
  TraceType type = TraceType::number;
  std::string_view unit;           // "s", "GiB", "1"; empty for what has none
  std::string_view default_value;  // as text for a person; empty: the field is required
  std::string_view help;
  std::string_view choices;  // "a|b|c" for a text of few words; else empty
  TraceRecordKind of = TraceRecordKind::job;
  // Of a field of both kinds, where requests have others.
  std::string_view request_help;
  std::string_view request_default;
};

// Those of jobs in the order in which write_trace writes them, then those that only requests have.
std::span<const TraceField> trace_fields();

}  // namespace suanli
