// run_command.cpp -- suanli run: replays one scenario.
#include <array>
#include <optional>
#include <utility>

#include "scenarios/build.h"
#include "scenarios/read_scenario.h"
#include "scenarios/run_document.h"
#include "sim/base/check.h"
#include "sim/engine/engine.h"
#include "sim/report/metrics.h"
#include "sim/report/result_files.h"
#include "sim/report/result_tables.h"
#include "sim/report/run_context.h"
#include "tools/suanli/command_line.h"
#include "tools/suanli/cost_backend_option.h"
#include "tools/suanli/fail_if.h"
#include "tools/suanli/output_table.h"
#include "tools/suanli/override_options.h"
#include "tools/suanli/progress_bar.h"
#include "tools/suanli/readable_number.h"
#include "tools/suanli/result_directory.h"
#include "tools/suanli/run_summary.h"
#include "tools/suanli/signal_watch.h"
#include "tools/suanli/steady_state_warnings.h"
#include "tools/wall_limit.h"

namespace suanli::cli {
namespace {

Overrides overrides(const CommandLine& line) {
  Overrides changes = override_options(line);
  if (const auto seed = line.text("seed")) changes.push_back(parse_seed(*seed));
  return changes;
}

// Runs the engine; a signal or the limit of wall-clock time stops it with everything so far kept.
RunResult replay(const Experiment& experiment, const Limits& limits, SignalWatch& signals, const Terminal& terminal) {
  const Workload& workload = *experiment.workload;
  RunContext context;
  ProgressBar bar(terminal, workload.job_count() + workload.request_count(),
                  workload.request_count() == 0 ? "jobs" : workload.job_count() == 0 ? "requests" : "jobs and requests");
  std::optional<std::string> stopped;
  EngineOptions options = experiment.engine;
  const WallLimit wall(limits.max_wall_s);
  options.keep_going = [&](const EngineOptions::Progress& progress) {
    bar.update(progress.jobs_ended + progress.requests_ended);
    if (signals.caught()) stopped = "interrupted by a signal";
    if (wall.is_over()) stopped = wall.text();
    if (stopped) *stopped += "; reached " + format_seconds(progress.now - time_zero) + " s of simulated time and " +
                             std::to_string(progress.jobs_ended) + " ended jobs" +
                             (progress.requests_ended > 0 ? ", " + std::to_string(progress.requests_ended) + " requests" : "");
    return !stopped;
  };
  context.run(workload, experiment.cluster, *experiment.policies.scheduling, *experiment.policies.placement, options, experiment.recorder,
              experiment.services.setups());
  RunResult result = context.take();
  if (result.limit_hit && stopped) result.limit_hit = stopped;
  return result;
}

std::string metric_rows_text(std::span<const MetricRow> rows, OutputFormat format) {
  std::string text;
  if (format == OutputFormat::csv) {
    write_summary_table(rows, [&](std::string_view piece) { text += piece; });
    return text;
  }
  OutputTable table{{{"metric"}, {"device_kind"}, {"tenant"}, {"stat"}, {"value", true}, {"unit"}}, {}, {}};
  for (const MetricRow& row : rows) {
    std::string value;
    if (row.value) row.value->append_text(value);
    table.rows.push_back({std::string(row.metric), row.device_kind, row.tenant, std::string(row.stat), value, std::string(row.unit)});
  }
  return table.text(format);
}

void tell_where(const std::string& directory, const std::string& scenario, const std::vector<std::string>& files, const Terminal& terminal) {
  std::string text = "suanli: wrote";
  for (const std::string& file : files) text += ' ' + file;
  terminal.message(text + " to " + directory);
  terminal.message("suanli: next: suanli run " + scenario + " --policy scheduling=NAME -o OTHER_DIR (names: suanli list policies)");
}

ExitCode run_scenario(const CommandLine& line, Terminal& terminal) {
  const std::string& path = line.operand("a scenario");
  const OutputFormat format = output_format(line);
  const std::vector<Condition> conditions = fail_if_conditions(line);
  const ScenarioFile file = read_scenario(path, overrides(line));
  const auto directory = line.text("output");
  if (directory) require_result_directory(*directory, file.scenario.name);
  for (const std::string& note : file.notes) terminal.message("suanli: note: " + note);
  const Experiment experiment = build(file, *chosen_plan_searcher(line, terminal));
  for (const std::string& note : experiment.service_specs.notes) terminal.message("suanli: note: " + note);
  if (!experiment.ledger.rows().empty()) terminal.message("suanli: the trace was cleaned:\n" + experiment.ledger.table());

  SignalWatch signals;
  const RunResult result = replay(experiment, file.scenario.limits, signals, terminal);
  const std::vector<MetricRow> rows = compute_metrics(result, *experiment.workload, experiment.cluster);
  for (const std::string& warning : steady_state_warnings(rows)) terminal.message("suanli: warning: " + warning);
  const RunFacts facts = run_facts(result, *experiment.workload);
  if (directory) {
    const NamedText document{
        "run.json", write_run_document(SUANLI_VERSION, file.scenario, facts, experiment.workload->provenance, experiment.ledger)};
    tell_where(*directory, path, write_result_files(*directory, result, *experiment.workload, experiment.cluster, rows, {&document, 1}), terminal);
  }
  terminal.data(format == OutputFormat::table ? run_summary(file.scenario, experiment.cluster, facts, rows, terminal)
                                              : metric_rows_text(rows, format));
  if (const auto signal = signals.caught()) return *signal;
  if (facts.limit_hit) {
    terminal.error("a limit ended the run: " + *facts.limit_hit);
    return ExitCode::limit_hit;
  }
  bool failed = false;
  for (const Condition& condition : conditions) {
    const auto why = failure(condition, rows);
    if (why) terminal.error(*why);
    failed = failed || why;
  }
  return failed ? ExitCode::condition_not_met : ExitCode::ok;
}

constexpr std::array options{
    OptionSpec{.name = "output", .letter = 'o', .value = "DIR", .help = "write summary.csv, jobs.csv, nodes.csv, run.json there"},
    policy_option,
    set_option,
    OptionSpec{.name = "seed", .value = "N", .help = "of everything random"},
    fail_if_option,
    cost_backend_option,
    format_option,
};

}  // namespace

const Command run_command{
    .name = "run",
    .summary = "replay one scenario; print a summary; write CSV files with -o",
    .usage = "SCENARIO.json [-o DIR] [options]",
    .examples = "  suanli run scenarios/quickstart.json\n"
                "  suanli run scenarios/quickstart.json --policy scheduling=fcfs -o results/fcfs\n"
                "  suanli run scenarios/quickstart.json --set /cluster/pools/0/count=32\n"
                "  suanli run scenarios/quickstart.json --fail-if 'wait_s.p99>86400' --format csv\n",
    .options = options,
    .notes = "DIR may hold an earlier run of the same scenario (by name), which is replaced; any\n"
             "other results there are an error. Files are written whole or not at all.\n"
             "A limit (exit 6) or a signal (130, 143) ends the run early: what is finished is\n"
             "written, run.json says \"status\": \"unfinished\". Limits unless the scenario sets\n"
             "others: 1e11 events, 1e8 events at one simulated time, no limit of simulated or\n"
             "wall-clock time; input files 64 MiB (scenario) and 8 GiB (trace, unpacked),\n"
             "nesting 64, strings 64 KiB, 1e6 nodes, 2^31 jobs.\n",
    .run = run_scenario,
};

}  // namespace suanli::cli
