// read_trace.h -- reads the trace format: one JSON document, or NDJSON with a header line; plain, .gz or .zst.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sim/model/workload.h"
#include "workloads/ledger.h"
#include "workloads/packed_input.h"

namespace suanli {

struct ReadOptions {
  std::uint64_t max_bytes = default_max_input_bytes;  // after unpacking
  bool cache = false;  // use, and write where it is missing or stale, a binary copy beside the trace (trace_cache.h)
};

struct TraceFile {
  std::unique_ptr<const Workload> workload;
  Ledger ledger;  // what was tolerated and cleaned
};

// Jobs and requests may come in any order. A document has the keys format, version, jobs, requests and $schema; NDJSON has the first two
// (and $schema) on its first line and one job or request on each other line: a request has arrival_s. Which of both it is, is seen from the first line. Whole
// numbers may be written 1.0 or 1e3; -0 is 0; a null stands for a field that is not given.
//
// [InputError] naming file, line, byte column and JSON pointer (within the line, for NDJSON), at most 20 problems and the count
// of the rest: what PackedInput refuses, what is no JSON, unknown and repeated keys, wrong types, numbers out of range, texts
// above 64 KiB, missing fields, fields of the other kind of record, and what WorkloadBuilder::finish refuses.
TraceFile read_trace(const std::string& path, const ReadOptions& options = {});

}  // namespace suanli
