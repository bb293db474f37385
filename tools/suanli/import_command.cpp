// import_command.cpp -- suanli import: public and site formats to a trace.
#include <array>

#include "scenarios/write_scenario.h"
#include "sim/base/check.h"
#include "sim/base/whole_file.h"
#include "tools/suanli/command_line.h"
#include "tools/suanli/counted.h"
#include "tools/suanli/ledger_table.h"
#include "tools/suanli/output_table.h"
#include "tools/suanli/signal_watch.h"
#include "workloads/import/importer.h"
#include "workloads/write_trace.h"

namespace suanli::cli {
namespace {

const ImporterEntry& find_importer(const std::string& name) {
  std::vector<std::string> known;
  for (const ImporterEntry* entry : import::entries()) {
    if (entry->name == name) return *entry;
    known.emplace_back(entry->name);
  }
  const std::string near = did_you_mean(name, known);
  throw UsageError("unknown format \"" + name + '"', near.empty() ? "see suanli list importers" : near);
}

// "key=value" of each --option.
Params importer_params(const ImporterEntry& importer, const std::vector<std::string>& given) {
  std::map<std::string, ParamValue> values;
  for (const std::string& one : given) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos) throw UsageError("--option " + one + ": there is no \"=\" in it", "the form is --option KEY=VALUE");
    const std::string key = one.substr(0, equals);
    const std::string text = one.substr(equals + 1);
    values[key] = text;
    for (const ParamSpec& spec : importer.params) {
      if (spec.name == key) values[key] = param_from_text(spec, text);
    }
  }
  std::vector<Problem> problems;
  Params params(importer.params, values, "", problems);
  for (Problem& problem : problems) {
    problem.file = "--option " + problem.pointer.substr(1);
    problem.pointer.clear();
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return params;
}

ExitCode import_trace(const CommandLine& line, Terminal& terminal) {
  const auto& operands = line.operands();
  if (operands.size() < 2) throw UsageError("import wants a format and at least one file", "formats: suanli list importers");
  const ImporterEntry& importer = find_importer(operands[0]);
  const auto output = line.text("output");
  if (!output) throw UsageError("import wants -o TRACE.json", "where the trace is to be written; .gz and .zst pack it");
  const auto cluster_output = line.text("cluster-out");
  const OutputFormat format = output_format(line);
  const Params params = importer_params(importer, line.all("option"));
  const std::vector<std::string> files(operands.begin() + 1, operands.end());

  ImportResult result = importer.read(files, params);
  if (cluster_output && !result.cluster) {
    throw InputError(files.front(), "does not tell what machines there were, so there is nothing for --cluster-out");
  }
  const auto workload = result.jobs.finish({.source = files.front(), .format = std::string(importer.name)});

  SignalWatch signals;
  write_trace(*workload, *output);
  if (cluster_output) write_whole_file(*cluster_output, write_cluster(*result.cluster, result.device_models));
  terminal.data(ledger_table(result.ledger).text(format));
  for (const std::string& text : result.ledger.acknowledgements()) terminal.message("suanli: the source asks: " + text);
  terminal.message("suanli: wrote " + counted_records(*workload) + " to " + *output +
                   (cluster_output ? " and the machines to " + *cluster_output : "") + "; next: suanli validate " + *output);
  return signals.caught().value_or(ExitCode::ok);
}

constexpr std::array options{
    OptionSpec{.name = "output", .letter = 'o', .value = "TRACE.json", .help = "the trace to write; .gz and .zst by suffix"},
    OptionSpec{.name = "cluster-out", .value = "CLUSTER.json", .help = "the machines, where the source tells of them"},
    OptionSpec{.name = "option", .value = "KEY=VALUE", .repeatable = true, .help = "of the format: suanli list importers FORMAT"},
    format_option,
};

}  // namespace

const Command import_command{
    .name = "import",
    .summary = "public and site formats to a trace",
    .usage = "FORMAT FILE... -o TRACE.json [options]",
    .examples = "  suanli import swf KTH-SP2.swf.gz -o kth.json --cluster-out kth-cluster.json\n"
                "  suanli list importers\n"
                "  suanli list importers swf\n",
    .options = options,
    .notes = "Stdout: what was cleaned, clamped or dropped, and why.\n",
    .run = import_trace,
};

}  // namespace suanli::cli
