// trace_cache.h -- a checked binary copy of a trace's columns beside the trace, for traces that are read again and again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "workloads/read_trace.h"

namespace suanli {

// What tells a trace file from another: a copy is valid for a file of this size and these times, or, when only the times
// differ, of this content.
struct TraceKey {
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;  // of the inode; cannot be set back
  bool operator==(const TraceKey&) const = default;
};

// Empty when the file cannot be looked at or is no regular file.
std::optional<TraceKey> trace_key(const std::string& trace_path);

// "TRACE.suanli-cache".
std::string trace_cache_path(const std::string& trace_path);

struct CachedTrace {
  std::optional<TraceFile> trace;
  bool refused = false;  // there is a copy, but it is of another file or version, cut or damaged
};

// Never throws for what is wrong with the copy. provenance.source is `trace_path`.
CachedTrace load_trace_cache(const std::string& trace_path, const TraceKey& key);

// Writes the copy, whole or not at all. `key` was taken before the trace was read; when the file has changed since, nothing is
// written. False when the copy could not be written.
bool write_trace_cache(const std::string& trace_path, const TraceKey& key, const TraceFile& trace);

}  // namespace suanli
