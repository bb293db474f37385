// result_table.cpp -- finds records and cells, and reads cells as numbers.
#include "tools/export/result_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/base/check.h"
#include "workloads/utf8.h"

namespace suanli::exports {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 18;
constexpr std::size_t most_record_bytes = std::size_t{64} << 20;

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

ResultTable::ResultTable(const std::string& path) : path_(path), input_(path) {
  if (!find_record()) throw InputError(path_, "the file is empty: a header line with column names is wanted");
  split(record_);
  columns_.assign(cells_.begin(), cells_.end());
}

std::optional<std::size_t> ResultTable::find(std::string_view column) const {
  const auto at = std::find(columns_.begin(), columns_.end(), column);
  if (at == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(at - columns_.begin());
}

std::size_t ResultTable::column(std::string_view name) const {
  if (const auto at = find(name)) return *at;
  throw InputError({{path_, 1, 0, "", "there is no column \"" + std::string(name) + '"', "written by another version? run the scenario again"}});
}

void ResultTable::fail(const std::string& what) const {
  std::string text = what;  // may quote a damaged cell
  repair_utf8(text);
  throw InputError({{path_, line_, 0, "", text, "was the file changed or cut? run the scenario again"}});
}

void ResultTable::fail(std::size_t column, const std::string& wanted) const {
  fail(columns_[column] + " is \"" + std::string(cells_[column].substr(0, 80)) + "\", " + wanted + " is wanted");
}

// More bytes behind what is left of the buffer; false at the end of the file.
bool ResultTable::refill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t had = buffer_.size();
  if (had > most_record_bytes) fail("a row of more than 64 MiB");
  buffer_.resize(had + piece_bytes);
  buffer_.resize(had + input_.read({buffer_.data() + had, piece_bytes}));
  return buffer_.size() > had;
}

// The next record without its line break into record_; false at the end of the file.
bool ResultTable::find_record() {
  line_ = next_line_;
  std::size_t quotes = 0;
  std::size_t length = 0;  // of the record as far as it has been looked at
  while (true) {
    const std::size_t end = buffer_.find('\n', begin_ + length);
    const auto looked_at = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_ + length);
    const auto stop = end == std::string::npos ? buffer_.end() : buffer_.begin() + static_cast<std::ptrdiff_t>(end);
    quotes += static_cast<std::size_t>(std::count(looked_at, stop, '"'));
    length = static_cast<std::size_t>(stop - buffer_.begin()) - begin_;
    if (end == std::string::npos) {
      if (refill()) continue;
      if (length == 0) return false;
      fail("the last line is cut");
    }
    ++next_line_;
    if (quotes % 2 == 0) break;
    ++length;  // a line break in quotes
  }
  record_ = std::string_view(buffer_).substr(begin_, length);
  begin_ += length + 1;
  if (record_.ends_with('\r')) record_.remove_suffix(1);
  return true;
}

std::string_view ResultTable::take_quoted(std::string_view& rest) {
  const std::size_t start = unquoted_.size();
  std::size_t at = 1;
  for (;; ++at) {
    if (at >= rest.size()) fail("a quote is never closed");
    if (rest[at] == '"') {
      if (at + 1 >= rest.size() || rest[at + 1] != '"') break;
      ++at;
    }
    unquoted_ += rest[at];
  }
  rest.remove_prefix(at + 1);
  return std::string_view(unquoted_).substr(start);
}

void ResultTable::split(std::string_view record) {
  cells_.clear();
  unquoted_.clear();
  unquoted_.reserve(record.size());  // so that the views into it stay
  while (true) {
    if (record.starts_with('"')) {
      cells_.push_back(take_quoted(record));
    } else {
      const std::size_t comma = std::min(record.find(','), record.size());
      cells_.push_back(record.substr(0, comma));
      record.remove_prefix(comma);
    }
    if (record.empty()) return;
    if (record.front() != ',') fail("text follows a closing quote");
    record.remove_prefix(1);
  }
}

bool ResultTable::next() {
  if (!find_record()) return false;
  split(record_);
  if (cells_.size() != columns_.size()) {
    fail("the row has " + std::to_string(cells_.size()) + " cells, the header " + std::to_string(columns_.size()));
  }
  return true;
}

std::optional<Duration> ResultTable::seconds(std::size_t column) const {
  if (cells_[column].empty()) return std::nullopt;
  const auto value = parse_seconds(cells_[column]);
  if (!value) fail(column, "a time in seconds");
  return value;
}

std::optional<std::int64_t> ResultTable::integer(std::size_t column) const {
  if (cells_[column].empty()) return std::nullopt;
  const auto value = number_of<std::int64_t>(cells_[column]);
  if (!value) fail(column, "a whole number");
  return value;
}

std::optional<double> ResultTable::number(std::size_t column) const {
  if (cells_[column].empty()) return std::nullopt;
  const auto value = number_of<double>(cells_[column]);
  if (!value || !std::isfinite(*value)) fail(column, "a number");
  return value;
}

std::int64_t ResultTable::whole(std::size_t column) const {
  const auto value = integer(column);
  if (!value) fail(column, "a whole number");
  return *value;
}

std::int64_t ResultTable::milli(std::size_t column) const {
  // A thousandth of a device is a million nanoseconds of a second: the reader of seconds is exact.
  const auto value = cells_[column].empty() ? std::nullopt : parse_seconds(cells_[column]);
  if (!value || value->count() % 1'000'000 != 0) fail(column, "a number of at most three decimals");
  return value->count() / 1'000'000;
}

}  // namespace suanli::exports
