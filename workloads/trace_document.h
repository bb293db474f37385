// trace_document.h -- the two shapes of a trace: one JSON document, and lines of NDJSON. Internal to the trace reader.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/model/workload.h"
#include "workloads/packed_input.h"
#include "workloads/record_context.h"

namespace suanli {

// Room that the parser may look at (not use) behind its text.
constexpr std::size_t json_padding = simdjson::SIMDJSON_PADDING;

// True when the text, a file's first line, is a complete JSON object without jobs and requests: the header of NDJSON.
bool is_ndjson_header(std::string_view first_line);

// Reads a whole document; json_padding bytes behind `text` may be read. Problems go to the context.
void read_trace_document(std::string_view text, RecordContext& context, WorkloadBuilder& builder);

// Reads the lines of `begin` and then of `input`. Problems go to the context. [InputError] from the input.
void read_trace_lines(std::string begin, PackedInput& input, RecordContext& context, WorkloadBuilder& builder);

}  // namespace suanli
