// write_trace.h -- writes a workload in the trace format, so that reading it gives the same workload again.
#pragma once

#include <string>

#include "sim/model/workload.h"

namespace suanli {

// by_name: lines when the name ends in .ndjson or .jsonl (before .gz or .zst), else one document with a job or request a line.
enum class TraceShape : unsigned char { by_name, document, lines };

// Jobs by JobId, then requests by RequestId; fields in a fixed order, those with their default left out; times as exact decimals. Packed when
// the name ends in .gz or .zst. The file is there whole or not at all (WholeFile). Reading it gives a workload with the same
// content_hash. [InputError] when it cannot be written, or when a name is not UTF-8.
void write_trace(const Workload& workload, const std::string& path, TraceShape shape = TraceShape::by_name);

}  // namespace suanli
