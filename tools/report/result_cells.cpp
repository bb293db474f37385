// result_cells.cpp -- numbers out of text, with the place of those that are none.
#include "tools/report/result_cells.h"

#include <charconv>
#include <cmath>
#include <filesystem>

#include "sim/base/check.h"

namespace suanli::page {

std::optional<double> number_in(const CsvFile& file, const CsvRow& row, std::size_t column, std::string_view name) {
  const std::string_view cell = row[column];
  if (cell.empty()) return std::nullopt;
  double value = 0;
  const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (read.ec != std::errc() || read.ptr != cell.data() + cell.size() || !std::isfinite(value)) {
    throw InputError({{file.path(), row.line(), 0, "", '"' + std::string(cell) + "\" in column \"" + std::string(name) + "\" is no number",
                       "is the file damaged?"}});
  }
  return value;
}

std::string require_result_file(const std::string& directory, const std::string& name) {
  const std::filesystem::path path = std::filesystem::path(directory) / name;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw InputError(directory, "holds no " + name, "suanli run SCENARIO.json -o " + directory + " writes it");
  }
  return path.string();
}

}  // namespace suanli::page
