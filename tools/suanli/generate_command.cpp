// generate_command.cpp -- suanli generate: synthetic workloads to a trace.
#include <array>

#include "scenarios/overrides.h"
#include "tools/suanli/command_line.h"
#include "tools/suanli/counted.h"
#include "tools/suanli/generate_spec_file.h"
#include "tools/suanli/signal_watch.h"
#include "tools/suanli/whole_number.h"
#include "workloads/generate/generate.h"
#include "workloads/write_trace.h"

namespace suanli::cli {
namespace {

ExitCode generate_trace(const CommandLine& line, Terminal& terminal) {
  const std::string& source = line.operand("a spec or the name of a preset");
  const auto output = line.text("output");
  if (!output) throw UsageError("generate wants -o TRACE.json", "where the trace is to be written; .gz and .zst pack it");
  GenerateSpec spec = read_generate_spec(source);
  if (const auto jobs = line.text("jobs")) {
    if (spec.mix.empty()) throw UsageError("--jobs " + *jobs + ": this spec makes no jobs", "--requests N says how many requests");
    spec.jobs = whole_number("--jobs", *jobs, 1, 100'000'000);
    spec.until.reset();
  }
  if (const auto requests = line.text("requests")) {
    if (spec.requests.clients.empty()) throw UsageError("--requests " + *requests + ": this spec makes no requests", "--jobs N says how many jobs");
    spec.requests.count = whole_number("--requests", *requests, 1, 100'000'000);
    spec.requests.until.reset();
  }
  if (const auto seed = line.text("seed")) spec.seed = whole_number("--seed", *seed);
  const auto workload = generate(spec, 1);

  SignalWatch signals;
  write_trace(*workload, *output);
  terminal.message("suanli: wrote " + counted_records(*workload) + " to " + *output + "; next: suanli validate " + *output);
  return signals.caught().value_or(ExitCode::ok);
}

constexpr std::array options{
    OptionSpec{.name = "output", .letter = 'o', .value = "TRACE.json", .help = "the trace to write; .gz and .zst by suffix"},
    OptionSpec{.name = "jobs", .value = "N", .help = "so many jobs, whatever the spec says of when to stop"},
    OptionSpec{.name = "requests", .value = "N", .help = "so many requests, likewise"},
    OptionSpec{.name = "seed", .value = "N", .help = "instead of the spec's; 1 where neither is given"},
};

}  // namespace

const Command generate_command{
    .name = "generate",
    .summary = "synthetic workloads to a trace",
    .usage = "SPEC.json|PRESET -o TRACE.json [options]",
    .examples = "  suanli generate philly-like -o philly-like.json\n"
                "  suanli generate kth-like --jobs 1000 --seed 7 -o kth-like.json.gz\n"
                "  suanli list generators\n",
    .options = options,
    .notes = "The same spec and seed give the same bytes on every machine.\n",
    .run = generate_trace,
};

}  // namespace suanli::cli
