// output_table.h -- rows of data for stdout in the format the user wants: aligned for the eye, CSV or JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/suanli/command_line.h"

namespace suanli::cli {

enum class OutputFormat : unsigned char { table, csv, json };

inline constexpr OptionSpec format_option{.name = "format", .value = "table|csv|json", .help = "of stdout; table when left out"};

// Of --format. [UsageError]
OutputFormat output_format(const CommandLine& line);

// A cell is text or the text of a number; an empty number is a figure that does not exist.
struct OutputTable {
  struct Column {
    std::string name;
    bool number = false;  // right-aligned; in JSON a number or null
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
  std::string note;  // closes the table; not in CSV and JSON

  // JSON: a list of objects. Ends with a line break.
  std::string text(OutputFormat format) const;
};

// Breaks lines at blanks so that they fit; the lines after the first begin with `indent` blanks.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace suanli::cli
