// trace_lines.cpp -- reads a trace of NDJSON piece by piece, line by line: a broken line spoils no other.
#include <algorithm>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "sim/base/check.h"
#include "workloads/json_syntax.h"
#include "workloads/record_reader.h"
#include "workloads/trace_document.h"
#include "workloads/trace_header.h"

namespace suanli {
namespace {

using simdjson::ondemand::document;
using simdjson::ondemand::field;
using simdjson::ondemand::object;

constexpr std::size_t piece_size = std::size_t{1} << 20;
constexpr std::size_t max_line = std::size_t{64} << 20;
constexpr std::string_view blank_line = "a blank line was skipped";

class LineReader {
 public:
  LineReader(RecordContext& context, WorkloadBuilder& builder)
      : context_(context), header_(context), records_(context, builder) {}

  // json_padding bytes behind the line may be read.
  void read(std::string_view line) {
    ++number_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    context_.set_text(line, number_);
    if (number_ > 1 && records_.read_plain(line)) return;
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return context_.note(LedgerAction::kept, blank_line);
    document parsed;
    object root;
    if (const auto error = parser_.iterate(line.data(), line.size(), line.size() + json_padding).get(parsed)) {
      return report_syntax(context_, error, nullptr);
    }
    if (const auto error = parsed.get_object().get(root)) {
      if (error != simdjson::INCORRECT_TYPE) return report_syntax(context_, error, nullptr);
      return context_.break_off(line.data() + begin, "a line must be a JSON object");
    }
    if (number_ == 1) {
      read_header(root, parsed);
    } else {
      records_.read(parsed, root, line.data() + begin);
    }
    const char* rest = nullptr;
    if (!context_.broken() && parsed.current_location().get(rest) == simdjson::SUCCESS) {
      report_trailing(context_, rest);
    }
  }

  std::size_t number() const {
    return number_;
  }

 private:
  void read_header(object& root, document& parsed) {
    for (auto result : root) {
      field each;
      if (const auto error = std::move(result).get(each)) {
        const char* where = nullptr;
        if (parsed.current_location().get(where)) where = nullptr;
        return report_syntax(context_, error, where);
      }
      const char* const key_at = each.key().raw() - 1;
      std::string_view key;
      if (const auto error = each.unescaped_key().get(key)) return report_syntax(context_, error, key_at);
      header_.read(key, key_at, each.value());
      if (context_.broken()) return;
    }
    header_.complete(context_.text().data());
  }

  RecordContext& context_;
  TraceHeader header_;
  RecordReader records_;
  simdjson::ondemand::parser parser_;
  std::size_t number_ = 0;
};

}  // namespace

bool is_ndjson_header(std::string_view first_line) {
  if (first_line.size() > max_text_bytes) return false;
  simdjson::dom::parser parser;
  if (parser.allocate(first_line.size() + 1, max_json_depth)) return false;
  simdjson::dom::object root;
  if (parser.parse(first_line.data(), first_line.size(), true).get_object().get(root)) return false;
  return root["jobs"].error() != simdjson::SUCCESS && root["requests"].error() != simdjson::SUCCESS;
}

void read_trace_lines(std::string begin, PackedInput& input, RecordContext& context, WorkloadBuilder& builder) {
  LineReader lines(context, builder);
  std::string buffer = std::move(begin);
  std::size_t filled = buffer.size();
  bool ended = false;
  while (!ended) {
    if (filled + piece_size / 2 > buffer.size()) buffer.resize(std::max(buffer.size() * 2, piece_size));
    buffer.reserve(buffer.size() + json_padding);
    const std::size_t wanted = buffer.size() - filled;
    const std::size_t got = input.read(std::span(buffer).subspan(filled));
    ended = got < wanted;
    filled += got;
    std::string_view text(buffer.data(), filled);
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      lines.read(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    if (ended && !text.empty()) lines.read(text);
    if (text.size() > max_line)
      throw InputError({{context.file(), lines.number() + 1, 0, {}, "a line is longer than 64 MiB", {}}});
    filled = text.size();
    std::memmove(buffer.data(), text.data(), filled);
  }
}

}  // namespace suanli
