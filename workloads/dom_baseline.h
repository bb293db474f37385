// dom_baseline.h -- a trace read the plain way, whole into a document tree: what `suanli bench` holds the trace reader against.
#pragma once

#include <cstddef>
#include <string>

namespace suanli {

// Parses every line of an NDJSON trace with nlohmann/json and keeps all trees until the end. The number of records.
std::size_t read_trace_as_dom(const std::string& path);

}  // namespace suanli
