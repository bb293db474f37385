// read_trace.cpp -- looks at the first line to see which shape the file has, and leaves the rest to the shape's reader.
#include "workloads/read_trace.h"

#include <algorithm>
#include <span>
#include <utility>

#include "sim/base/check.h"
#include "sim/base/problem_list.h"
#include "workloads/record_context.h"
#include "workloads/trace_cache.h"
#include "workloads/trace_document.h"
#include "workloads/trace_header.h"

namespace suanli {
namespace {

constexpr std::size_t first_piece = std::size_t{1} << 20;
constexpr std::uint64_t usual_record_bytes = 150;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// Appends what is left of the input.
void read_rest(PackedInput& input, std::string& text) {
  std::size_t piece = std::max<std::size_t>(first_piece, static_cast<std::size_t>(input.stored_size()));
  for (;;) {
    const std::size_t filled = text.size();
    text.reserve(filled + piece + json_padding);
    text.resize(filled + piece);
    const std::size_t got = input.read(std::span(text).subspan(filled));
    text.resize(filled + got);
    if (got < piece) break;
    piece = std::max(first_piece, text.size());
  }
  text.reserve(text.size() + json_padding);
}

TraceFile parse_trace(const std::string& path, const ReadOptions& options) {
  TraceFile trace;
  ProblemList problems;
  WorkloadBuilder builder;
  PackedInput input(path, options.max_bytes);
  std::string text(first_piece, '\0');
  text.resize(input.read(text));
  if (text.starts_with(byte_order_mark)) {
    text.erase(0, byte_order_mark.size());
    trace.ledger.note(LedgerAction::kept, "a byte-order mark was skipped", 1);
  }
  if (text.find_first_not_of(" \t\r\n") == std::string::npos && text.size() < first_piece) {
    throw InputError(path, "is empty", "a trace is a JSON document or NDJSON; see `suanli schema trace`");
  }
  builder.reserve(static_cast<std::size_t>(input.stored_size() / usual_record_bytes));
  RecordContext context(path, problems, trace.ledger);
  if (is_ndjson_header(std::string_view(text).substr(0, text.find('\n')))) {
    read_trace_lines(std::move(text), input, context, builder);
  } else {
    if (text.size() >= first_piece - byte_order_mark.size()) read_rest(input, text);
    text.reserve(text.size() + json_padding);
    read_trace_document(text, context, builder);
  }
  problems.throw_if_any(path);
  trace.workload = builder.finish({path, std::string(trace_format), 0});
  return trace;
}

}  // namespace

TraceFile read_trace(const std::string& path, const ReadOptions& options) {
  const auto key = options.cache ? trace_key(path) : std::nullopt;
  if (!key) return parse_trace(path, options);
  CachedTrace cached = load_trace_cache(path, *key);
  if (cached.trace) return std::move(*cached.trace);
  TraceFile trace = parse_trace(path, options);
  const bool written = write_trace_cache(path, *key, trace);
  if (cached.refused) trace.ledger.note(LedgerAction::kept, "the binary copy did not fit the trace, which was read again");
  if (!written) trace.ledger.note(LedgerAction::kept, "the binary copy of the trace could not be written");
  return trace;
}

}  // namespace suanli
