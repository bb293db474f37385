// csv_table.h -- collects rows of a CSV file and hands them on in pieces.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "sim/report/csv.h"

namespace suanli {

// Takes the text of a table in pieces of about 1 MiB, so that a table of any size needs little memory.
using TextSink = std::function<void(std::string_view)>;

class CsvTable {
 public:
  // The sink must outlive the table.
  CsvTable(std::string_view header, const TextSink& sink) : sink_(sink) {
    text_.reserve(piece_bytes + piece_bytes / 8);
    text_.append(header).push_back('\n');
  }
  // REQUIRES the row before to be at its end.
  CsvRow row() {
    if (text_.size() >= piece_bytes) flush();
    return CsvRow(text_);
  }
  // After the last row.
  void flush() {
    sink_(text_);
    text_.clear();
  }

 private:
  static constexpr std::size_t piece_bytes = std::size_t{1} << 20;
  const TextSink& sink_;
  std::string text_;
};

}  // namespace suanli
