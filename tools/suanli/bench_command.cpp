// bench_command.cpp -- suanli bench: how fast the simulator is on this machine, and the signature of a fixed run.
#include <algorithm>
#include <array>

#include "policies/registry.h"
#include "sim/base/check.h"
#include "sim/engine/engine.h"
#include "sim/report/recorder.h"
#include "sim/report/signature.h"
#include "tools/bench/measures.h"
#include "tools/suanli/command_line.h"
#include "tools/suanli/generate_spec_file.h"
#include "tools/suanli/output_table.h"
#include "tools/suanli/readable_number.h"
#include "workloads/generate/generate.h"

namespace suanli::cli {
namespace {

using bench::Measure;

// Told beside the figures; the same everywhere and until the behaviour changes.
struct FixedRun {
  double seconds = 0;
  std::uint64_t events = 0;
  std::uint64_t decisions = 0;
  std::uint64_t signature = 0;
};

// 20,000 jobs of a preset under EASY and best fit on 48 nodes of 8 GPUs.
FixedRun fixed_run() {
  GenerateSpec spec = read_generate_spec("philly-like");
  spec.jobs = 20'000;
  spec.until.reset();
  const auto workload = generate(spec, 1);
  ClusterSpec machines;
  machines.pools.push_back({.name = "node", .count = 48, .cpus = 96, .memory_gib = 1024, .devices = {{"gpu", 8}}});
  const Cluster cluster(machines, {{.name = "generic-cpu", .kind = DeviceKind::cpu}, {.name = "gpu", .kind = DeviceKind::gpu}});
  const auto* easy = find_entry(scheduling::entries(), "easy_backfill");
  const auto* best_fit = find_entry(placement::entries(), "best_fit");
  const auto scheduler = easy->make(Params(easy->params), {});
  const auto placer = best_fit->make(Params(best_fit->params), {});
  Recorder recorder(*workload, cluster, {});
  Observer* const observers[] = {&recorder};
  const double begin = bench::cpu_seconds();
  const RunOutcome outcome = Engine(*workload, cluster, *scheduler, *placer, {}, observers).run();
  const double seconds = bench::cpu_seconds() - begin;
  const RunResult result = recorder.take();
  const auto starts = static_cast<std::uint64_t>(std::count_if(result.jobs.start.begin(), result.jobs.start.end(),
                                                               [](SimTime start) { return start != time_never; }));
  return {seconds, outcome.events, starts, result.signature};
}

std::vector<Measure> fixed_run_measures(Terminal& terminal) {
  const FixedRun run = fixed_run();
  terminal.message("suanli: signature of the fixed run: " + signature_text(run.signature));
  return {{"run", "EASY + best fit, 20,000 philly-like jobs: events", static_cast<double>(run.events) / run.seconds, "1/s"},
          {"run", "the same: decisions (starts)", static_cast<double>(run.decisions) / run.seconds, "1/s"}};
}

struct Group {
  std::string_view ids;  // of its measures
  std::vector<Measure> (*measure)();
};

constexpr std::array groups{
    Group{"G1 G3", bench::event_queue_measures}, Group{"G2", bench::queueing_measures}, Group{"G4 G5", bench::replay_measures},
    Group{"G6", bench::backfill_measures},       Group{"G7", bench::trace_measures},
    Group{"G8", bench::sweep_measures},          Group{"G9", bench::search_measures},
    Group{"G10", bench::log_replay_measures},  Group{"serving", bench::serving_measures},
    Group{"cuda", bench::cuda_measures},
};

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = 0; at <= words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (words.substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return false;
}

void require_known(const std::vector<std::string>& wanted) {
  for (const std::string& id : wanted) {
    const bool known = id == "run" || std::any_of(groups.begin(), groups.end(), [&](const Group& group) { return has_word(group.ids, id); });
    if (!known) throw UsageError("no measure \"" + id + '"', "run, G1 to G10, cuda");
  }
}

void add_rows(OutputTable& table, const std::vector<Measure>& measures, const std::vector<std::string>& wanted) {
  for (const Measure& one : measures) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), one.id) == wanted.end()) continue;
    std::string goal;
    if (one.goal != bench::Goal::told) goal = (one.goal == bench::Goal::at_most ? "<= " : ">= ") + rounded(one.bound);
    table.rows.push_back({one.id, rounded(one.value), one.unit, goal, one.goal == bench::Goal::told ? "" : one.met() ? "yes" : "no", one.what});
  }
}

ExitCode measure_speed(const CommandLine& line, Terminal& terminal) {
  const std::vector<std::string>& wanted = line.operands();
  require_known(wanted);
  const OutputFormat format = output_format(line);
  const auto asked_for = [&](std::string_view ids) {
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& id) { return has_word(ids, id); });
  };
  OutputTable table{{{"id"}, {"value", true}, {"unit"}, {"goal"}, {"met"}, {"what"}}, {}, {}};
  if (asked_for("run")) add_rows(table, fixed_run_measures(terminal), wanted);
  for (const Group& group : groups) {
    if (!asked_for(group.ids)) continue;
    terminal.message("suanli: measuring " + std::string(group.ids));
    add_rows(table, group.measure(), wanted);
  }
  terminal.data(table.text(format));
  return ExitCode::ok;
}

constexpr std::array options{format_option};

}  // namespace

const Command bench_command{
    .name = "bench",
    .summary = "events and decisions per second on this machine; the performance goals",
    .usage = "[ID...] [options]",
    .examples = "  suanli bench run\n"
                "  suanli bench G1 G3 --format csv\n"
                "  suanli bench\n",
    .options = options,
    .notes = "Without IDs everything, which takes a minute or two. Ratios compare two programs in\n"
             "one run and hold between machines; rates are this machine's.\n",
    .run = measure_speed,
};

}  // namespace suanli::cli
