// table_rows.h -- rows of a table of measured steps, cell by cell.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/measured/measured_row.h"
#include "sim/base/check.h"

namespace suanli {

// A cell that all rows share, and the line that says so.
struct SharedCell {
  std::string text;
  std::size_t line = 0;
};
using SharedCells = std::map<std::string, SharedCell>;  // by column

bool is_column(std::string_view name);

// Rows in the order of the file. What is wrong goes to `problems`, each cell once; rows with problems are left out.
std::vector<MeasuredRow> read_table_rows(const std::string& file, const std::string& text, const SharedCells& shared,
                                         std::vector<Problem>& problems);

}  // namespace suanli
