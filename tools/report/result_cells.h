// result_cells.h -- the cells of a result file as numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "workloads/csv_reader.h"

namespace suanli::page {

// Empty for an empty cell. [InputError] at the row's line when the cell is no finite number.
std::optional<double> number_in(const CsvFile& file, const CsvRow& row, std::size_t column, std::string_view name);

// [InputError] "DIR: holds no NAME" when there is no such file.
std::string require_result_file(const std::string& directory, const std::string& name);

}  // namespace suanli::page
