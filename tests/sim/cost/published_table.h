// published_table.h -- a published table by column name, as it lies among the reference data.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/support/reference_files.h"
#include "tests/support/shared.h"

namespace suanli::test {

// Cells of a CSV file without quotes.
class PublishedTable {
 public:
  explicit PublishedTable(const std::string& path) : rows_(read_cells(shared(path), ',', false)) {
    columns_ = rows_.front();
    rows_.erase(rows_.begin());
  }

  std::size_t size() const {
    return rows_.size();
  }
  std::string text(std::size_t row, const std::string& column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    REQUIRE_MESSAGE(found != columns_.end(), "no column " << column);
    const std::size_t index = static_cast<std::size_t>(found - columns_.begin());
    return index < rows_[row].size() ? rows_[row][index] : "";
  }
  double number(std::size_t row, const std::string& column) const {
    return std::strtod(text(row, column).c_str(), nullptr);
  }

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::string> columns_;
};

}  // namespace suanli::test
