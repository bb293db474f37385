// measured_table.h -- tables of measured steps: those that come with the program, and a user's own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/measured/measured_row.h"

namespace suanli {

// A CSV file. Before its header, a line "# KEY: VALUE" tells of the whole table: one of the keys below, or a column with the
// cell that all rows share. The other lines that begin with '#' are read as well, so a remark is "# note: ...".
struct MeasuredTable {
  std::string name;  // of the file, without folder and suffix
  std::string file;  // as the user named it
  std::string title;
  std::string licence;
  std::string note;                     // several are joined
  std::optional<double> goal_percent;   // mean absolute error to reach
  std::string other_tool;               // another model that was tried on the same table
  std::optional<double> other_percent;  // and its mean absolute error
  std::vector<MeasuredRow> rows;
};

// All built-in tables, by name.
std::vector<std::string> built_in_measured_tables();

// A built-in table by its name, else a file. [InputError] with every problem of every row: unknown columns, cells that do not
// fit, devices, networks and models that nobody knows, rows without a measured time, plans that cannot be.
MeasuredTable read_measured_table(const std::string& name_or_path);

// The same of a text. `file` is its name in messages.
MeasuredTable parse_measured_table(const std::string& file, const std::string& text);

}  // namespace suanli
