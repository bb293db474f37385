// export_command.cpp -- suanli export: results in the formats of other tools.
#include <array>

#include "sim/base/check.h"
#include "sim/report/result_files.h"
#include "tools/export/result_set.h"
#include "tools/export/sqlite_file.h"
#include "tools/suanli/command_line.h"
#include "tools/suanli/signal_watch.h"

namespace suanli::cli {
namespace {

struct Export {
  std::string_view format;
  std::string_view file;  // its name in DIR unless -o says otherwise
  // Writes the output and returns what a person wants to know of it.
  std::string (*write)(const std::string& directory, const std::string& output, const CommandLine& line, const Terminal& terminal);
};

std::string write_sqlite(const std::string& directory, const std::string& output, const CommandLine&, const Terminal&) {
  exports::require_tables(directory);
  std::string text;
  for (const exports::SqliteTable& table : exports::write_sqlite(directory, output)) {
    text += (text.empty() ? "" : ", ") + table.name + ' ' + std::to_string(table.rows);
  }
  return "rows by table: " + text;
}

constexpr std::array formats{
    Export{"sqlite", export_file_names[2], write_sqlite},
};

const Export& find_export(const std::string& format) {
  std::vector<std::string> known;
  std::string all;
  for (const Export& one : formats) {
    if (one.format == format) return one;
    known.emplace_back(one.format);
    all += (all.empty() ? "" : ", ") + known.back();
  }
  const std::string near = did_you_mean(format, known);
  throw UsageError("unknown format \"" + format + '"', near.empty() ? "there are " + all : near);
}

ExitCode export_results(const CommandLine& line, Terminal& terminal) {
  const auto& operands = line.operands();
  if (operands.size() != 2) throw UsageError("export wants a format and a result directory", "as in: suanli export sqlite results/quickstart");
  const Export& chosen = find_export(operands[0]);
  const std::string& directory = operands[1];
  const std::string output = line.text("output").value_or(directory + '/' + std::string(chosen.file));
  SignalWatch signals;
  const std::string told = chosen.write(directory, output, line, terminal);
  terminal.message("suanli: wrote " + output + " (" + told + ')');
  return signals.caught().value_or(ExitCode::ok);
}

constexpr std::array options{
    OptionSpec{.name = "output", .letter = 'o', .value = "FILE", .help = "the file to write instead of the one in DIR"},
};

}  // namespace

const Command export_command{
    .name = "export",
    .summary = "results in the formats of other tools",
    .usage = "FORMAT DIR [-o FILE] [options]",
    .examples = "  suanli run scenarios/quickstart.json -o results/quickstart\n"
                "  suanli export sqlite results/quickstart\n",
    .options = options,
    .notes = "DIR is what suanli run wrote with -o.\n"
             "\n"
             "sqlite: DIR/results.sqlite, a table per CSV file with the same columns, empty cells\n"
             "NULL; table run (key, value) has run.json, the scenario as JSON. Any directory with\n"
             "CSV files will do. For example:\n"
             "  sqlite3 DIR/results.sqlite \"SELECT tenant, count(*), avg(wait_s), max(wait_s)\n"
             "    FROM jobs WHERE status = 'completed' GROUP BY tenant ORDER BY tenant\"\n"
             "\n"
             "A new run into DIR removes the exports of the old one.\n",
    .run = export_results,
};

}  // namespace suanli::cli
