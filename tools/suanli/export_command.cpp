// export_command.cpp -- suanli export: results in the formats of other tools.
#include <algorithm>
#include <array>

#include "sim/base/check.h"
#include "sim/report/result_files.h"
#include "tools/export/openmetrics.h"
#include "tools/export/perfetto_trace.h"
#include "tools/export/result_set.h"
#include "tools/export/sqlite_file.h"
#include "tools/suanli/command_line.h"
#include "tools/suanli/signal_watch.h"
#include "tools/suanli/whole_number.h"
#include "workloads/civil_time.h"

namespace suanli::cli {
namespace {

constexpr std::string_view usual_epoch = "2024-01-01T00:00:00Z";

struct Export {
  std::string_view format;
  std::string_view file;              // its name in DIR unless -o says otherwise
  std::array<std::string_view, 3> options;  // it takes besides -o
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

std::string write_perfetto(const std::string& directory, const std::string& output, const CommandLine& line, const Terminal& terminal) {
  exports::PerfettoOptions options;
  if (const auto limit = line.text("limit")) options.most_jobs = whole_number("--limit", *limit, 1, 1'000'000'000);
  exports::require_run(directory);
  const exports::PerfettoSummary drawn = exports::write_perfetto(directory, output, options);
  if (drawn.jobs_drawn < drawn.jobs_started) {
    terminal.message("suanli: note: only the first " + std::to_string(drawn.jobs_drawn) + " of " + std::to_string(drawn.jobs_started) +
                     " jobs that ran are drawn; --limit N draws more, the counters count all");
  }
  if (drawn.waits_drawn < drawn.waits) {
    terminal.message("suanli: note: " + std::to_string(drawn.waits - drawn.waits_drawn) + " of " + std::to_string(drawn.waits) +
                     " waits found no lane in process queue; the counter of queued jobs counts all");
  }
  return std::to_string(drawn.jobs_drawn) + " jobs, " + std::to_string(drawn.slices) + " slices; open it in https://ui.perfetto.dev";
}

Duration parse_epoch(const std::string& text) {
  const auto epoch = parse_civil_time(text);
  if (!epoch) throw UsageError("--epoch " + text + ": not a time", "as in --epoch 2024-01-01T00:00:00Z");
  return *epoch;
}

Duration parse_step(const std::string& text) {
  const auto step = parse_seconds(text);
  if (!step || *step < exports::shortest_metrics_step) throw UsageError("--step " + text + ": not a number of seconds, 0.01 or more");
  return *step;
}

std::string write_openmetrics(const std::string& directory, const std::string& output, const CommandLine& line, const Terminal& terminal) {
  exports::OpenMetricsOptions options{.epoch = parse_epoch(line.text("epoch").value_or(std::string(usual_epoch))), .nodes = line.has("nodes")};
  if (const auto step = line.text("step")) options.step = parse_step(*step);
  exports::require_run(directory);
  const exports::OpenMetricsSummary written = exports::write_openmetrics(directory, output, options);
  if (written.step > std::chrono::minutes(5)) {
    terminal.message("suanli: note: samples are more than 5 minutes apart; start Prometheus with --query.lookback-delta=" +
                     std::to_string(std::chrono::ceil<std::chrono::seconds>(written.step).count()) + "s or take a shorter --step");
  }
  return std::to_string(written.samples) + " samples, one every " + format_seconds(written.step) + " s";
}

constexpr std::array formats{
    Export{"perfetto", export_file_names[0], {"limit"}, write_perfetto},
    Export{"openmetrics", export_file_names[1], {"epoch", "step", "nodes"}, write_openmetrics},
    Export{"sqlite", export_file_names[2], {}, write_sqlite},
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

// An option of another format would be without effect.
void refuse_foreign_options(const Export& chosen, const CommandLine& line) {
  for (const Export& other : formats) {
    for (const std::string_view option : other.options) {
      const bool own = std::find(chosen.options.begin(), chosen.options.end(), option) != chosen.options.end();
      if (option.empty() || own || !line.has(option)) continue;
      throw UsageError("--" + std::string(option) + " is for export " + std::string(other.format) + " only");
    }
  }
}

ExitCode export_results(const CommandLine& line, Terminal& terminal) {
  const auto& operands = line.operands();
  if (operands.size() != 2) throw UsageError("export wants a format and a result directory", "as in: suanli export sqlite results/quickstart");
  const Export& chosen = find_export(operands[0]);
  refuse_foreign_options(chosen, line);
  const std::string& directory = operands[1];
  const std::string output = line.text("output").value_or(directory + '/' + std::string(chosen.file));
  SignalWatch signals;
  const std::string told = chosen.write(directory, output, line, terminal);
  terminal.message("suanli: wrote " + output + " (" + told + ')');
  return signals.caught().value_or(ExitCode::ok);
}

constexpr std::array options{
    OptionSpec{.name = "output", .letter = 'o', .value = "FILE", .help = "the file to write instead of the one in DIR"},
    OptionSpec{.name = "limit", .value = "N", .help = "perfetto: draw the first N jobs that ran (200000)"},
    OptionSpec{.name = "epoch", .value = "TIME", .help = "openmetrics: what simulated 0 is (2024-01-01T00:00:00Z)"},
    OptionSpec{.name = "step", .value = "SECONDS", .help = "openmetrics: between samples (round; at most 10000 a series)"},
    OptionSpec{.name = "nodes", .help = "openmetrics: busy devices of each node too"},
};

}  // namespace

const Command export_command{
    .name = "export",
    .summary = "results in the formats of other tools",
    .usage = "FORMAT DIR [-o FILE] [options]",
    .examples = "  suanli run scenarios/quickstart.json -o results/quickstart\n"
                "  suanli export perfetto results/quickstart\n"
                "  suanli export openmetrics results/quickstart --epoch 2026-01-01\n"
                "  suanli export sqlite results/quickstart\n",
    .options = options,
    .notes = "DIR is what suanli run wrote with -o.\n"
             "\n"
             "perfetto: DIR/trace.perfetto.json, to be opened in https://ui.perfetto.dev (your\n"
             "browser reads it; nothing is sent) or chrome://tracing. A process per node, a track\n"
             "per GPU and FPGA, lanes for jobs that use CPUs only; shares of one GPU lie below it.\n"
             "Counters of queued and running jobs and of busy devices; waits in process queue.\n"
             "\n"
             "openmetrics: DIR/metrics.om, time series for Prometheus and Grafana, labelled with\n"
             "scenario, policy and seed. Into a Prometheus (the dashboard for Grafana is\n"
             "tools/export/grafana_dashboard.json):\n"
             "  promtool tsdb create-blocks-from openmetrics --max-block-duration=744h \\\n"
             "    DIR/metrics.om DATA\n"
             "  prometheus --storage.tsdb.path DATA --storage.tsdb.retention.time 100y ...\n"
             "Prometheus looks back 5 minutes for a sample: a longer step wants its option\n"
             "--query.lookback-delta.\n"
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
