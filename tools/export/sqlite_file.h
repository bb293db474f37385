// sqlite_file.h -- the CSV files of a directory as tables of one SQLite file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace suanli::exports {

struct SqliteTable {
  std::string name;
  std::size_t rows = 0;
};

// Every NAME.csv of the directory becomes a table NAME with the same columns in the same order: text as TEXT, numbers as numbers, empty cells
// as NULL. Where there is a run.json its members become the rows of a table `run` (key, value), the effective scenario as JSON text.
// The file is there whole or not at all. Returns the tables, by name.
// [InputError] when a file is damaged or the output can't be written. REQUIRES at least one CSV file.
std::vector<SqliteTable> write_sqlite(const std::string& directory, const std::string& output);

}  // namespace suanli::exports
