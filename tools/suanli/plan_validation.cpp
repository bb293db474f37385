// plan_validation.cpp -- errors per row and per table, for the eye and for programs.
#include "tools/suanli/plan_validation.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "scenarios/measured/row_check.h"
#include "sim/base/check.h"
#include "sim/base/whole_file.h"
#include "sim/report/csv.h"
#include "tools/suanli/exit_code.h"
#include "tools/suanli/readable_number.h"

namespace suanli::cli {
namespace {

std::string exact(double value) {
  std::string text;
  append_double(text, value);
  return text;
}

std::string exact(const std::optional<double>& value) {
  return value ? exact(*value) : "";
}

std::string_view name_of(RowSet set) {
  return set == RowSet::fit ? "fit" : "held_out";
}

std::string_view name_of(MeasuredStep step) {
  switch (step) {
    case MeasuredStep::training: return "training";
    case MeasuredStep::prefill: return "prefill";
    case MeasuredStep::decode: return "decode";
  }
  return "";
}

std::string mean_of(const ErrorSummary& summary) {
  return summary.rows > 0 ? exact(summary.mean_absolute) : "";
}

std::string shown_mean(const ErrorSummary& summary) {
  return summary.rows > 0 ? fixed(summary.mean_absolute, 2) : "-";
}

std::string shown_percent(const std::optional<double>& value) {
  return value ? rounded(*value) : "-";
}

std::string with_sign(double value, int decimals) {
  const std::string text = fixed(value, decimals);
  return value > 0 ? "+" + text : text;
}

std::string shown_summary(std::span<const ValidatedTable> tables) {
  OutputTable table{
      {{"table"}, {"rows", true}, {"fit %", true}, {"held out %", true}, {"bias %", true}, {"goal %", true}, {"other tool %", true}}, {}, {}};
  std::string others;
  for (const ValidatedTable& one : tables) {
    const ErrorSummary all = summary_of(one.predictions);
    table.rows.push_back({one.table.name, std::to_string(all.rows), shown_mean(summary_of(one.predictions, RowSet::fit)),
                          shown_mean(summary_of(one.predictions, RowSet::held_out)), with_sign(all.bias, 2),
                          shown_percent(one.table.goal_percent), shown_percent(one.table.other_percent)});
    if (!one.table.other_tool.empty() && others.find(one.table.other_tool) == std::string::npos) {
      others += (others.empty() ? "" : ", ") + one.table.other_tool;
    }
  }
  table.note = "\nMean absolute error of the predicted time, of rows that constants were fitted to and of\n"
               "rows held out; bias below 0: predicted too fast. One set of constants for all tables.\n";
  if (!others.empty()) table.note += "Other tool: " + others + ", not fitted.\n";
  return table.text(OutputFormat::table);
}

std::string shown_rows(const ValidatedTable& one, const Terminal& terminal) {
  OutputTable table{{{"name"}, {"set"}, {"measured s", true}, {"predicted s", true}, {"error %", true}, {""}}, {}, {}};
  for (const Prediction& row : one.predictions) {
    table.rows.push_back({row.name, std::string(name_of(row.set)), rounded(row.measured_s), rounded(row.predicted_s),
                          with_sign(row.error_percent(), 1), words_for(row.reason)});
  }
  const std::string title = one.table.title.empty() ? one.table.name : one.table.name + ": " + one.table.title;
  return terminal.strong(title) + '\n' + table.text(OutputFormat::table) + '\n';
}

void write_rows(const std::string& directory, const OutputTable& table) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) throw InputError(directory, "cannot make this directory: " + error.message());
  write_whole_file(directory + "/validation.csv", table.text(OutputFormat::csv));
}

}  // namespace

std::vector<ValidatedTable> validated_tables(std::span<const std::string> names) {
  const std::vector<std::string> all = built_in_measured_tables();
  std::vector<ValidatedTable> tables;
  std::vector<Problem> problems;
  for (const std::string& name : names.empty() ? std::span<const std::string>(all) : names) {
    try {
      MeasuredTable table = read_measured_table(name);
      std::vector<Prediction> predictions = predict(table);
      tables.push_back({std::move(table), std::move(predictions)});
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return tables;
}

OutputTable validation_summary(std::span<const ValidatedTable> tables) {
  OutputTable table{{{"table"}, {"title"}, {"rows", true}, {"fit_rows", true}, {"fit_error_percent", true}, {"held_out_rows", true},
                     {"held_out_error_percent", true}, {"error_percent", true}, {"bias_percent", true}, {"worst_percent", true},
                     {"worst_row"}, {"goal_percent", true}, {"other_tool"}, {"other_error_percent", true}}, {}, {}};
  for (const ValidatedTable& one : tables) {
    const ErrorSummary all = summary_of(one.predictions);
    const ErrorSummary fit = summary_of(one.predictions, RowSet::fit);
    const ErrorSummary held_out = summary_of(one.predictions, RowSet::held_out);
    table.rows.push_back({one.table.name, one.table.title, std::to_string(all.rows), std::to_string(fit.rows), mean_of(fit),
                          std::to_string(held_out.rows), mean_of(held_out), mean_of(all), exact(all.bias), exact(all.worst),
                          all.worst_row, exact(one.table.goal_percent), one.table.other_tool, exact(one.table.other_percent)});
  }
  return table;
}

OutputTable validation_rows(std::span<const ValidatedTable> tables) {
  OutputTable table{{{"table"}, {"name"}, {"set"}, {"step"}, {"device"}, {"devices", true}, {"tp", true}, {"pp", true}, {"dp", true},
                     {"batch", true}, {"microbatch", true}, {"measured_s", true}, {"predicted_s", true}, {"error_percent", true},
                     {"doubt"}, {"source"}}, {}, {}};
  for (const ValidatedTable& one : tables) {
    for (std::size_t i = 0; i < one.predictions.size(); ++i) {
      const MeasuredRow& row = one.table.rows[i];
      const Prediction& prediction = one.predictions[i];
      table.rows.push_back({one.table.name, row.name, std::string(name_of(row.set)), std::string(name_of(row.step)), row.device,
                            exact(row.devices), exact(row.tp), exact(row.pp), exact(row.dp), exact(row.batch), exact(row.microbatch),
                            exact(prediction.measured_s), exact(prediction.predicted_s), exact(prediction.error_percent()),
                            words_for(prediction.reason), row.source});
    }
  }
  return table;
}

std::string validation_columns(OutputFormat format) {
  OutputTable exact_table{{{"column"}, {"unit"}, {"values"}, {"required"}, {"help"}}, {}, {}};
  OutputTable shown_table{{{"column"}, {"holds"}}, {}, {}};
  for (const Field<MeasuredRow>& column : fields_of<MeasuredRow>()) {
    const FieldSpec& spec = column.spec;
    const std::string key(spec.key);
    const std::string values(spec.choices);
    const std::string help(spec.help);
    exact_table.rows.push_back({key, std::string(spec.unit), values, spec.required ? "yes" : "", help});
    shown_table.rows.push_back({key, help + (values.empty() ? "" : ": " + values) + (spec.required ? "; required" : "")});
  }
  shown_table.note = "\nA table is CSV. Lines before its header, \"# COLUMN: VALUE\", say what holds for all rows;\n"
                     "so do \"# title:\", \"# licence:\", \"# note:\", \"# goal_percent:\", \"# other_tool:\" and\n"
                     "\"# other_percent:\" for the table as a whole. Wanted are the shape (model, or layers, hidden,\n"
                     "heads, vocab and sequence) and measured_s or measured_tflops_per_device.\n";
  return (format == OutputFormat::table ? shown_table : exact_table).text(format);
}

std::string validation_text(std::span<const ValidatedTable> tables, bool rows, OutputFormat format, const Terminal& terminal) {
  if (format != OutputFormat::table) return (rows ? validation_rows(tables) : validation_summary(tables)).text(format);
  std::string text;
  if (rows) {
    for (const ValidatedTable& one : tables) text += shown_rows(one, terminal);
  }
  return text + shown_summary(tables);
}

ExitCode validate_cost_model(const CommandLine& line, Terminal& terminal) {
  const OutputFormat format = output_format(line);
  if (line.operands() == std::vector<std::string>{"columns"}) return terminal.data(validation_columns(format)), ExitCode::ok;
  const std::vector<ValidatedTable> tables = validated_tables(line.operands());
  if (const auto directory = line.text("output")) {
    write_rows(*directory, validation_rows(tables));
    terminal.message("suanli: wrote validation.csv to " + *directory);
  }
  terminal.data(validation_text(tables, line.has("rows"), format, terminal));
  return ExitCode::ok;
}

}  // namespace suanli::cli
