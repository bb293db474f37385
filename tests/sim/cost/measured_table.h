// measured_table.h -- a published table by column name, and how far predictions are off its rows.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/reference_files.h"
#include "tests/support/shared.h"

namespace suanli::test {

// Cells of a CSV file without quotes.
class MeasuredTable {
 public:
  explicit MeasuredTable(const std::string& path) : rows_(read_cells(shared(path), ',', false)) {
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

struct Prediction {
  std::string name;
  double predicted = 0;
  double measured = 0;
  bool fitted = false;  // the row was among those the constants were fitted to

  double error() const {
    return predicted / measured - 1;
  }
};

// In percent.
struct Accuracy {
  std::size_t rows = 0;
  double mean_absolute = 0;
  double bias = 0;
  double largest = 0;
};

inline Accuracy accuracy_of(const std::vector<Prediction>& predictions, const std::function<bool(const Prediction&)>& counted) {
  Accuracy accuracy;
  for (const Prediction& prediction : predictions) {
    if (!counted(prediction)) continue;
    ++accuracy.rows;
    accuracy.mean_absolute += 100 * std::abs(prediction.error());
    accuracy.bias += 100 * prediction.error();
    accuracy.largest = std::max(accuracy.largest, 100 * std::abs(prediction.error()));
  }
  accuracy.mean_absolute /= static_cast<double>(std::max<std::size_t>(1, accuracy.rows));
  accuracy.bias /= static_cast<double>(std::max<std::size_t>(1, accuracy.rows));
  return accuracy;
}

// Prints every row and the figures of fit rows, held-out rows and all; returns those of all.
inline Accuracy told(const std::string& table, const std::vector<Prediction>& predictions) {
  std::printf("%s\n", table.c_str());
  for (const Prediction& row : predictions) {
    std::printf("  %-44s predicted %12.5g  measured %12.5g  error %+6.1f %%%s\n", row.name.c_str(), row.predicted, row.measured,
                100 * row.error(), row.fitted ? "  (fit)" : "");
  }
  const auto line = [&](const char* which, const Accuracy& figures) {
    if (figures.rows == 0) return;
    std::printf("  %-9s %4zu rows: mean absolute error %6.2f %%, bias %+6.2f %%, largest %6.2f %%\n", which, figures.rows,
                figures.mean_absolute, figures.bias, figures.largest);
  };
  line("fit", accuracy_of(predictions, [](const Prediction& row) { return row.fitted; }));
  line("held out", accuracy_of(predictions, [](const Prediction& row) { return !row.fitted; }));
  const Accuracy all = accuracy_of(predictions, [](const Prediction&) { return true; });
  line("all", all);
  return all;
}

}  // namespace suanli::test
