// result_table.h -- reads a CSV file that a run wrote, row by row; anything that no run writes is an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.h"
#include "workloads/packed_input.h"

namespace suanli::exports {

// Memory for one row, whatever the size of the file. Unlike CsvFile, which reads what people and other tools write, it takes cells as they
// are ("#1" may be a job) and refuses a file that was cut. All errors are [InputError] with file and line.
class ResultTable {
 public:
  // Reads the header. Missing, unreadable, empty, cut.
  explicit ResultTable(const std::string& path);

  const std::string& path() const { return path_; }
  const std::vector<std::string>& columns() const { return columns_; }
  std::optional<std::size_t> find(std::string_view column) const;
  // [InputError] when the file has no such column.
  std::size_t column(std::string_view name) const;

  // Goes to the next row; false at the end. A row that is cut, or has more or fewer cells than the header.
  bool next();
  // Of the current row; valid until the next.
  std::string_view operator[](std::size_t column) const { return cells_[column]; }

  // Cells as numbers; empty cells as nothing. [InputError] for anything else.
  std::optional<Duration> seconds(std::size_t column) const;
  std::optional<std::int64_t> integer(std::size_t column) const;
  std::optional<double> number(std::size_t column) const;
  // REQUIRES no null: an empty cell is an error too.
  std::int64_t whole(std::size_t column) const;
  // In thousandths, exact. An empty cell is an error.
  std::int64_t milli(std::size_t column) const;

  [[noreturn]] void fail(std::size_t column, const std::string& wanted) const;
  [[noreturn]] void fail(const std::string& what) const;

 private:
  bool find_record();
  bool refill();
  void split(std::string_view record);
  std::string_view take_quoted(std::string_view& rest);

  std::string path_;
  PackedInput input_;
  std::vector<std::string> columns_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of the next record in buffer_
  std::string_view record_;
  std::size_t line_ = 0;
  std::size_t next_line_ = 1;
  std::vector<std::string_view> cells_;
  std::string unquoted_;  // contents of quoted cells
};

}  // namespace suanli::exports
