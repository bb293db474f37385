// sweep_session.h -- a sweep as the commands run it: threads, progress, signals, and what a person is told of the end.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tools/suanli/command_line.h"
#include "tools/sweep/sweep_runner.h"

namespace suanli::cli {

inline constexpr OptionSpec threads_option{.name = "threads", .letter = 'j', .value = "N", .help = "threads; all cores when left out"};

// Of --threads. [UsageError]
unsigned thread_count(const CommandLine& line);

// Runs the points; hands each to `take`. Nothing is lost on a signal: what was finished before it is handed on. Ends with what the exit code should
// be when all else is well: ok, limit_hit, or that of the signal. [InputError, PolicyError] as run_sweep.
ExitCode run_points(const SweepPlan& plan, sweep::PointRuns& runs, std::vector<std::size_t> points, unsigned threads,
                    const std::function<void(const sweep::FinishedPoint&)>& take, Terminal& terminal);

// Fills the tables of estimates of the points' jobs and tells what it was; nothing when no job describes its work. Gives the seconds it took.
double fill_tables(sweep::PointRuns& runs, const std::vector<std::size_t>& points, PlanSearcher& searcher, const Terminal& terminal);

// Tells each on stderr; condition_not_met when there is one.
ExitCode tell_failures(const std::vector<std::string>& failures, const Terminal& terminal);

// "12 points x 10 replications", "12 points, each once (nothing is random)".
std::string size_text(const SweepPlan& plan);

}  // namespace suanli::cli
