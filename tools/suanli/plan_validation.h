// plan_validation.h -- suanli plan --validate: what the cost model says of measured steps, beside what was measured.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scenarios/measured/prediction.h"
#include "tools/suanli/output_table.h"
#include "tools/suanli/terminal.h"

namespace suanli::cli {

struct ValidatedTable {
  MeasuredTable table;
  std::vector<Prediction> predictions;  // one per row
};

// Built-in tables by name and files; all built-in ones when there is no name. [InputError] with the problems of all of them.
std::vector<ValidatedTable> validated_tables(std::span<const std::string> names);

// One row per table: errors of fit rows and of held-out rows apart, beside the goal and another tool's figure.
OutputTable validation_summary(std::span<const ValidatedTable> tables);

// One row per measured step; what validation.csv holds.
OutputTable validation_rows(std::span<const ValidatedTable> tables);

// For stdout. `rows`: every row, in a table before the summary, or instead of it in CSV and JSON.
std::string validation_text(std::span<const ValidatedTable> tables, bool rows, OutputFormat format, const Terminal& terminal);

inline constexpr OptionSpec validate_option{.name = "validate",
                                            .help = "predict measured steps instead: tables that come with the program, or CSV files; \"columns\" tells their form"};
inline constexpr OptionSpec rows_option{.name = "rows", .help = "with --validate: every row, not only the mean of each table"};

// What a user's table may hold, for stdout.
std::string validation_columns(OutputFormat format);

// The whole of it: operands are tables, or the word "columns" alone; -o DIR gets validation.csv.
ExitCode validate_cost_model(const CommandLine& line, Terminal& terminal);

}  // namespace suanli::cli
