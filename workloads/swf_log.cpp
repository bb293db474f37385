// swf_log.cpp -- splitting and checking the lines of an SWF log.
#include "workloads/swf_log.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "workloads/packed_input.h"
#include "workloads/utf8.h"

namespace suanli {
namespace {

constexpr std::string_view blanks = " \t\r\v\f";
constexpr std::size_t field_count = 18;
constexpr double largest_whole = 9e18;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// The first 18 words; empty when there are fewer.
std::optional<std::array<std::string_view, field_count>> split(std::string_view text, bool& has_more) {
  std::array<std::string_view, field_count> fields;
  for (std::string_view& field : fields) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return std::nullopt;
    text.remove_prefix(first);
    field = text.substr(0, text.find_first_of(blanks));
    text.remove_prefix(field.size());
  }
  has_more = text.find_first_not_of(blanks) != std::string_view::npos;
  return fields;
}

// A number as a whole one, its decimals cut off.
std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error == std::errc() && end == last) return value;
  double decimal = 0;
  const auto [decimal_end, decimal_error] = std::from_chars(text.data(), last, decimal);
  if (decimal_error != std::errc() || decimal_end != last) return std::nullopt;
  if (!(std::fabs(decimal) < largest_whole)) return std::nullopt;
  return static_cast<std::int64_t>(decimal);
}

std::optional<SwfLine> parse(const std::array<std::string_view, field_count>& fields) {
  std::array<std::int64_t, field_count> numbers{};
  for (std::size_t i = 0; i < field_count; ++i) {
    const auto number = whole(fields[i]);
    if (!number) return std::nullopt;
    numbers[i] = *number;
  }
  const auto submit = parse_seconds(fields[1]);
  const auto wait = parse_seconds(fields[2]);
  const auto run = parse_seconds(fields[3]);
  const auto requested = parse_seconds(fields[8]);
  if (!submit || !wait || !run || !requested) return std::nullopt;
  return SwfLine{.job_number = numbers[0],
                 .submit = *submit,
                 .wait = *wait,
                 .run = *run,
                 .allocated_processors = numbers[4],
                 .used_memory_kb = numbers[6],
                 .requested_processors = numbers[7],
                 .requested_time = *requested,
                 .requested_memory_kb = numbers[9],
                 .status = numbers[10],
                 .user = numbers[11],
                 .group = numbers[12],
                 .queue = numbers[14],
                 .line = 0};
}

// "; Key: value" or, where a key is missing, a comment that nobody reads.
void read_comment(std::string_view line, std::size_t number, SwfLog& log, Ledger& ledger) {
  line.remove_prefix(1);
  std::string text(trimmed(line));
  if (repair_utf8(text)) ledger.note(LedgerAction::corrected, "bytes that are not UTF-8 replaced in a comment", number);
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return;
  const std::string_view key = trimmed(std::string_view(text).substr(0, colon));
  if (key.starts_with("Acknowledge")) ledger.acknowledge(text);
  log.header.try_emplace(std::string(key), trimmed(std::string_view(text).substr(colon + 1)));
}

}  // namespace

SwfLog::SwfLog(const std::string& file, Ledger& ledger) {
  read_lines(file, [&](std::string_view text, std::size_t number) {
    const std::string_view content = trimmed(text);
    if (content.empty()) return;
    if (content.front() == ';') return read_comment(content, number, *this, ledger);
    bool has_more = false;
    const auto fields = split(content, has_more);
    auto line = fields ? parse(*fields) : std::nullopt;
    if (!line) return ledger.note(LedgerAction::dropped, "line without 18 numbers", number);
    if (has_more) ledger.note(LedgerAction::kept, "line with more than 18 fields: the rest not used", number);
    line->line = number;
    lines.push_back(*line);
  });
}

std::int64_t SwfLog::header_number(std::string_view key) const {
  const auto at = header.find(key);
  if (at == header.end()) return 0;
  std::int64_t value = 0;
  const char* first = at->second.data();
  const auto [end, error] = std::from_chars(first, first + at->second.size(), value);
  return error == std::errc() && value > 0 ? value : 0;
}

}  // namespace suanli
