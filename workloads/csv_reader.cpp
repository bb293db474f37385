// csv_reader.cpp -- splitting records into cells, and what to do with rows that do not fit the header.
#include "workloads/csv_reader.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "workloads/packed_input.h"
#include "workloads/utf8.h"

namespace suanli {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool leaves_quote_open(std::string_view text) {
  return std::count(text.begin(), text.end(), '"') % 2 != 0;
}

// Appends the cell at the start of `rest` to `out` and drops it, with its comma, from `rest`. True when another cell follows.
bool take_cell(std::string_view& rest, std::string& out) {
  const std::size_t start = rest.find_first_not_of(blanks);
  if (start == std::string_view::npos || rest[start] != '"') {
    const std::size_t comma = rest.find(',');
    out += trimmed(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    return comma != std::string_view::npos;
  }
  std::size_t at = start + 1;
  for (; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      if (at + 1 >= rest.size() || rest[at + 1] != '"') break;
      ++at;
    }
    out += rest[at];
  }
  const std::size_t comma = rest.find(',', at);
  rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  return comma != std::string_view::npos;
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + '"';
  return text;
}

}  // namespace

std::string_view CsvRow::operator[](std::size_t column) const {
  const std::size_t cell = file_->rows_[index_].first_cell + column;
  if (cell >= file_->end_of_row(index_)) return {};
  const std::size_t begin = cell == 0 ? 0 : file_->cell_ends_[cell - 1];
  return std::string_view(file_->cells_).substr(begin, file_->cell_ends_[cell] - begin);
}

std::size_t CsvRow::line() const {
  return file_->rows_[index_].line;
}

CsvFile::CsvFile(std::string path, CsvComments comments) : path_(std::move(path)), comments_(comments) {
  read_lines(path_, [this](std::string_view line, std::size_t number) { read_line(line, number); });
  close();
}

CsvFile::CsvFile(std::string path, std::string_view text, CsvComments comments) : path_(std::move(path)), comments_(comments) {
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    read_line(line, ++number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  close();
}

void CsvFile::close() const {
  if (open_line_ > 0) throw InputError({{path_, open_line_, 0, "", "a quote opened here is never closed", ""}});
  if (header_line_ == 0) throw InputError(path_, "the file is empty: a header line with column names is wanted");
}

void CsvFile::read_line(std::string_view line, std::size_t number) {
  if (open_line_ > 0) {
    open_record_ += '\n';
    open_record_ += line;
    if (leaves_quote_open(open_record_)) return;
    const std::string record = std::exchange(open_record_, {});
    take_record(record, std::exchange(open_line_, 0));
    return;
  }
  const std::string_view content = trimmed(line);
  if (content.empty()) return quirks_.note(LedgerAction::dropped, "blank line", number);
  if (comments_ == CsvComments::lines && content.front() == '#') return quirks_.note(LedgerAction::dropped, "comment line", number);
  if (leaves_quote_open(line)) {
    open_record_ = line;
    open_line_ = number;
    return;
  }
  take_record(line, number);
}

void CsvFile::take_record(std::string_view record, std::size_t number) {
  std::string mended;
  const bool is_ascii = std::all_of(record.begin(), record.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!is_ascii) {
    mended = record;
    if (repair_utf8(mended)) quirks_.note(LedgerAction::corrected, "bytes that are not UTF-8 replaced", number);
    record = mended;
  }
  if (header_line_ == 0) {
    header_line_ = number;
    for (bool more = true; more;) more = take_cell(record, header_.emplace_back());
    return;
  }
  const std::size_t first = cell_ends_.size();
  for (bool more = true; more;) {
    more = take_cell(record, cells_);
    cell_ends_.push_back(cells_.size());
  }
  rows_.push_back({first, number});
  const std::size_t count = cell_ends_.size() - first;
  if (count < header_.size()) quirks_.note(LedgerAction::kept, "row with fewer cells than the header", number);
  if (count > header_.size()) quirks_.note(LedgerAction::kept, "row with more cells than the header", number);
}

std::size_t CsvFile::end_of_row(std::size_t index) const {
  return index + 1 < rows_.size() ? rows_[index + 1].first_cell : cell_ends_.size();
}

std::optional<std::size_t> CsvFile::find(std::string_view column) const {
  const auto at = std::find(header_.begin(), header_.end(), column);
  if (at == header_.end()) return std::nullopt;
  return static_cast<std::size_t>(at - header_.begin());
}

bool CsvFile::has(std::initializer_list<std::string_view> columns) const {
  return std::all_of(columns.begin(), columns.end(), [this](std::string_view name) { return find(name).has_value(); });
}

void CsvFile::require(std::initializer_list<std::string_view> columns) const {
  std::vector<Problem> problems;
  for (const std::string_view name : columns) {
    if (find(name)) continue;
    std::string hint = did_you_mean(name, header_);
    if (hint.empty()) hint = "the header has " + quoted_list(header_);
    problems.push_back({path_, header_line_, 0, "", "column \"" + std::string(name) + "\" is missing", std::move(hint)});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

std::size_t CsvFile::column(std::string_view name) const {
  const auto index = find(name);
  SUANLI_ASSERT(index.has_value(), "a column was asked for that was not required before; call require first");
  return *index;
}

std::string CsvFile::header_text() const {
  std::string text;
  for (const std::string& name : header_) text += (text.empty() ? "" : ",") + name;
  return text;
}

void CsvFile::note_quirks(Ledger& ledger) const {
  for (const LedgerRow& row : quirks_.rows()) ledger.note(row.action, row.reason, row.first_line, row.count);
}

}  // namespace suanli
