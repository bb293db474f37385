// csv_reader.h -- comma-separated files (RFC 4180) held in memory, their cells found by column name.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/ledger.h"

namespace suanli {

class CsvFile;

// One row after the header; valid as long as its file.
class CsvRow {
 public:
  // The cell without blanks around it; empty where the row is too short.
  std::string_view operator[](std::size_t column) const;
  // As above; empty when there is no such column.
  std::string_view operator[](std::optional<std::size_t> column) const {
    return column ? (*this)[*column] : std::string_view{};
  }
  std::size_t line() const;

 private:
  friend class CsvFile;
  CsvRow(const CsvFile& file, std::size_t index) : file_(&file), index_(index) {}

  const CsvFile* file_;
  std::size_t index_;
};

// Whether a line that begins with '#' is a comment, as people write them, or a row ("#1" may be a job).
enum class CsvComments : unsigned char { lines, none };

// The first line that is neither blank nor a comment is the header. Cells in double quotes may hold commas, line breaks
// and doubled quotes; blanks around other cells are dropped; bytes that are not UTF-8 become U+FFFD. A column without a name is
// fine.
class CsvFile {
 public:
  // [InputError] when the file cannot be read, holds no header, or a quote is never closed.
  explicit CsvFile(std::string path, CsvComments comments = CsvComments::lines);
  // The same of a text in memory; `path` is its name in messages.
  CsvFile(std::string path, std::string_view text, CsvComments comments = CsvComments::lines);

  const std::string& path() const {
    return path_;
  }
  std::optional<std::size_t> find(std::string_view column) const;
  bool has(std::initializer_list<std::string_view> columns) const;
  // [InputError] naming all that are missing, at the header's line.
  void require(std::initializer_list<std::string_view> columns) const;
  // REQUIRES a column of this name.
  std::size_t column(std::string_view name) const;

  std::size_t header_line() const {
    return header_line_;
  }
  std::string header_text() const;  // the names, joined by commas
  const std::vector<std::string>& header() const {
    return header_;
  }
  // Cells of a row, which may be fewer or more than the header's.
  std::size_t width(std::size_t row) const {
    return end_of_row(row) - rows_[row].first_cell;
  }
  std::size_t row_count() const {
    return rows_.size();
  }
  CsvRow row(std::size_t index) const {
    return CsvRow(*this, index);
  }

  // Blank and comment lines skipped, rows shorter or longer than the header, lines that were not UTF-8.
  void note_quirks(Ledger& ledger) const;

 private:
  friend class CsvRow;
  struct Row {
    std::size_t first_cell = 0;
    std::size_t line = 0;
  };

  void read_line(std::string_view line, std::size_t number);
  void close() const;
  void take_record(std::string_view record, std::size_t number);
  std::size_t end_of_row(std::size_t index) const;

  std::string path_;
  CsvComments comments_;
  std::vector<std::string> header_;
  std::size_t header_line_ = 0;
  std::string cells_;                   // all cells back to back
  std::vector<std::size_t> cell_ends_;  // cell i is cells_[ends[i-1], ends[i])
  std::vector<Row> rows_;
  std::string open_record_;  // a record whose quote is still open
  std::size_t open_line_ = 0;
  Ledger quirks_;
};

}  // namespace suanli
