// sweep_command.cpp -- suanli sweep: all points of a sweep, or a shard of them, into a directory that can be gone on with.
#include <array>
#include <chrono>
#include <cstdlib>

#include "scenarios/sweep/manifest.h"
#include "sim/base/whole_file.h"
#include "tools/suanli/comparison_view.h"
#include "tools/suanli/cost_backend_option.h"
#include "tools/suanli/override_options.h"
#include "tools/suanli/readable_number.h"
#include "tools/suanli/sweep_session.h"
#include "tools/suanli/whole_number.h"
#include "tools/sweep/join.h"
#include "tools/sweep/shard.h"

namespace suanli::cli {
namespace {

std::optional<sweep::Shard> asked_shard(const CommandLine& line) {
  if (const auto text = line.text("shard")) return sweep::parse_shard(*text);
  return sweep::shard_of([](const char* name) -> const char* { return std::getenv(name); });
}

std::vector<std::size_t> points_to_run(const sweep::SweepDirectory& directory, const sweep::Shard& shard) {
  std::vector<std::size_t> points = sweep::missing_points(directory);
  std::erase_if(points, [&](std::size_t point) { return !shard.owns(point); });
  return points;
}

std::size_t owned_by(const sweep::Shard& shard, std::size_t points) {
  return points / shard.count + (shard.index < points % shard.count ? 1 : 0);
}

void tell_plan(const SweepPlan& plan, const sweep::Shard& shard, std::size_t to_run, unsigned threads, const Terminal& terminal) {
  const std::size_t owned = owned_by(shard, plan.grid().size());
  std::string text = "suanli: " + plan.sweep().name + ": " + size_text(plan) + "; ";
  if (shard.count > 1) text += "shard " + std::to_string(shard.index) + " of " + std::to_string(shard.count) + " (" + shard.told_by + "): " + std::to_string(owned) + " of them; ";
  if (to_run < owned) text += std::to_string(owned - to_run) + " are done already; ";
  terminal.message(text + std::to_string(threads) + (threads == 1 ? " thread" : " threads"));
}

SweepFile asked_sweep(const CommandLine& line) {
  SweepFile file = read_sweep(line.operand("a sweep"), override_options(line));
  if (const auto seed = line.text("seed")) file.sweep.seed = whole_number("--seed", *seed, 0, std::uint64_t{1} << 53);
  return file;
}

// For `suanli merge`, which then can tell array indices for missing points.
void note_shards(const sweep::SweepDirectory& directory, const sweep::Shard& shard) {
  if (shard.count > 1) write_whole_file(directory.path() + "/shards.txt", std::to_string(shard.count) + '\n');
}

ExitCode finish(const sweep::SweepDirectory& directory, const sweep::Shard& shard, const std::vector<Condition>& conditions, OutputFormat format,
                Terminal& terminal) {
  const std::string& path = directory.path();
  if (shard.count > 1) {
    terminal.message("suanli: this shard is done; when all are: suanli merge " + path);
    return ExitCode::ok;
  }
  if (!sweep::missing_points(directory).empty()) return ExitCode::ok;
  sweep::join(directory);
  terminal.data(comparison_text(directory.manifest(), headlines(directory.manifest(), sweep::rows_in(directory)), format, terminal));
  terminal.message("suanli: wrote sweep.csv compare.csv to " + path);
  terminal.message("suanli: next: suanli report " + path);
  return tell_failures(failures(conditions, directory.manifest(), sweep::rows_in(directory)), terminal);
}

class StopWatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count(); }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

// Points are written beside the runs of others.
void tell_times(double filling_s, double running_s, double writing_s, double joining_s, const Terminal& terminal) {
  terminal.message("suanli: time: filling tables " + fixed(filling_s, 2) + " s, simulating " + fixed(running_s, 2) + " s (of it writing points " +
                   fixed(writing_s, 2) + " s), joining and comparing " + fixed(joining_s, 2) + " s");
}

ExitCode run_sweep_file(const CommandLine& line, Terminal& terminal) {
  const OutputFormat format = output_format(line);
  const unsigned threads = thread_count(line);
  const std::vector<Condition> conditions = fail_if_conditions(line);
  const auto output = line.text("output");
  if (!output) throw UsageError("sweep wants a directory for its results", "suanli sweep SWEEP.json -o DIR");
  const sweep::Shard shard = asked_shard(line).value_or(sweep::Shard{});
  const SweepPlan plan(asked_sweep(line));
  sweep::PointRuns runs(plan, threads);
  const SweepManifest manifest = manifest_of(plan, SUANLI_VERSION, runs.read_all_traces());
  sweep::require_sweep_directory(*output, manifest);
  for (const std::string& note : plan.notes()) terminal.message("suanli: note: " + note);

  const sweep::SweepDirectory directory(*output, manifest);
  note_shards(directory, shard);
  const std::vector<std::size_t> points = points_to_run(directory, shard);
  tell_plan(plan, shard, points.size(), threads, terminal);
  try {
    const double filling_s = fill_tables(runs, points, *chosen_plan_searcher(line, terminal), terminal);
    const StopWatch running;
    double writing_s = 0;
    const auto keep = [&](const sweep::FinishedPoint& one) {
      const StopWatch writing;
      directory.write(one.point, one.rows);
      writing_s += writing.seconds();
    };
    const ExitCode ended = run_points(plan, runs, points, threads, keep, terminal);
    const double running_s = running.seconds();
    const bool to_the_end = ended == ExitCode::ok || ended == ExitCode::limit_hit;
    const StopWatch joining;
    const ExitCode met = to_the_end ? finish(directory, shard, conditions, format, terminal) : ExitCode::ok;
    if (filling_s > 0) tell_times(filling_s, running_s, writing_s, joining.seconds(), terminal);
    if (ended == ExitCode::ok) return met;
    if (!to_the_end) terminal.message("suanli: the same command goes on with what is missing");
    return ended;
  } catch (const InputError&) {
    terminal.message("suanli: finished points are whole and kept in " + *output + "; the same command goes on with the rest");
    throw;
  }
}

constexpr std::array options{
    OptionSpec{.name = "output", .letter = 'o', .value = "DIR", .help = "where results are kept; a sweep that was cut short goes on from there"},
    threads_option,
    cost_backend_option,
    OptionSpec{.name = "shard", .value = "I/N", .help = "only points k with k mod N = I, counted from 0; then join them with suanli merge"},
    set_option,
    policy_option,
    OptionSpec{.name = "seed", .value = "N", .help = "what all seeds are drawn from, instead of the file's"},
    fail_if_option,
    format_option,
};

}  // namespace

const Command sweep_command{
    .name = "sweep",
    .summary = "all points of a sweep: policies, sizes, loads against each other",
    .usage = "SWEEP.json -o DIR [options]",
    .examples = "  suanli sweep scenarios/who-wins.json -o results/who-wins\n"
                "  suanli sweep scenarios/who-wins.json -o results/who-wins --shard 0/4\n"
                "  suanli sweep scenarios/who-wins.json -o results/one -j 2 --policy placement=worst_fit\n",
    .options = options,
    .notes = "Every point is checked before anything runs. Points are written whole, one file each:\n"
             "after a crash, a signal or a full disk the same command goes on with the rest, and the\n"
             "results are the same bytes. Seeds depend on what a point changes under /workload and on\n"
             "the replication alone, so policies are compared on the same jobs.\n"
             "Without --shard the environment is asked: SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX\n"
             "with SUANLI_SHARDS, OMPI_COMM_WORLD_RANK and _SIZE, SLURM_PROCID with SLURM_NTASKS.\n"
             "The format of a sweep: suanli schema sweep.\n",
    .run = run_sweep_file,
};

}  // namespace suanli::cli
