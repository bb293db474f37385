// trace_header.h -- the keys of a trace beside its jobs. Internal to the trace reader.
#pragma once

#include <simdjson.h>

#include <string_view>

#include "workloads/record_context.h"

namespace suanli {

constexpr std::string_view trace_format = "suanli-trace";
constexpr int trace_version = 1;

// Collects format and version, whichever comes first.
class TraceHeader {
 public:
  explicit TraceHeader(RecordContext& context) : context_(context) {}

  // Reads the value of a key other than jobs and requests; tells what is wrong with it.
  void read(std::string_view key, const char* key_at, simdjson::ondemand::value& value);
  // Tells what is missing.
  void complete(const char* where);
  // Marks a key that the caller reads; false, after telling, when it came before.
  bool first_time(std::string_view key, const char* key_at);

 private:
  RecordContext& context_;
  unsigned seen_ = 0;  // bits by the order of the known keys
};

}  // namespace suanli
