// trace_record.h -- what has been gathered of one record, which may be a job or a request, and the reader of each field. Internal to the trace reader.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/workload.h"
#include "workloads/trace_value.h"
#include "workloads/work_json.h"

namespace suanli {

// Reused from record to record, so that its lists keep their memory.
struct TraceRecord {
  JobRecord job;          // fields of both kinds are in both
  RequestRecord request;
  std::vector<std::string_view> device_models;
  std::vector<std::string_view> zones;
  std::vector<std::string_view> depends_on;
  std::vector<std::uint64_t> prefix_hashes;
  std::deque<std::string> spelled;  // ids that were not written plainly
  std::string_view work_text;         // of work{}; empty: not given
  std::map<std::string, ReadWork, std::less<>> works;  // of all jobs so far, by their text
  std::map<std::string, std::string, std::less<>> kernels;  // of all requests so far, by the text of their work

  void clear();
};

// A row of the table of fields with the code that reads it into a record.
struct TraceFieldReader {
  TraceField field;
  void (*read)(TraceValue& value, TraceRecord& record);
};

std::span<const TraceFieldReader> trace_field_readers();

}  // namespace suanli
