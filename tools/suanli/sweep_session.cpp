// sweep_session.cpp -- the caller's side of the sweep runner.
#include "tools/suanli/sweep_session.h"

#include <algorithm>
#include <optional>
#include <thread>

#include "tools/suanli/progress_bar.h"
#include "tools/suanli/readable_number.h"
#include "tools/suanli/signal_watch.h"
#include "tools/suanli/whole_number.h"

namespace suanli::cli {

unsigned thread_count(const CommandLine& line) {
  constexpr unsigned most_threads = 1024;
  if (const auto text = line.text("threads")) return static_cast<unsigned>(whole_number("--threads", *text, 1, most_threads));
  return std::clamp(std::thread::hardware_concurrency(), 1U, most_threads);
}

ExitCode run_points(const SweepPlan& plan, sweep::PointRuns& runs, std::vector<std::size_t> points, unsigned threads,
                    const std::function<void(const sweep::FinishedPoint&)>& take, Terminal& terminal) {
  const std::size_t count = points.size();
  SignalWatch signals;  // before the threads, which inherit that signals wait
  std::optional<ProgressBar> bar(std::in_place, terminal, count, "runs");
  const auto keep_going = [&](const sweep::SweepProgress& progress) {
    bar->expect(progress.runs_expected);  // goals change it
    bar->update(progress.runs_done, std::to_string(progress.points_done) + " of " + std::to_string(count) + " points");
    return !signals.caught();
  };
  const sweep::SweepOutcome outcome = sweep::run_sweep(plan, runs, std::move(points), threads, {take, keep_going});
  bar.reset();
  for (std::size_t i = 0; i < std::min<std::size_t>(outcome.limits_hit.size(), 10); ++i) terminal.error("a limit ended a run: " + outcome.limits_hit[i]);
  if (outcome.limits_hit.size() > 10) terminal.error("and " + std::to_string(outcome.limits_hit.size() - 10) + " more runs were ended by a limit");
  if (const auto signal = signals.caught()) {
    terminal.message("suanli: stopped by a signal; " + std::to_string(outcome.progress.points_done) + " of " + std::to_string(count) + " points were finished and kept");
    return *signal;
  }
  return outcome.limits_hit.empty() ? ExitCode::ok : ExitCode::limit_hit;
}

double fill_tables(sweep::PointRuns& runs, const std::vector<std::size_t>& points, PlanSearcher& searcher, const Terminal& terminal) {
  const sweep::TablesFilled filled = runs.fill_tables(points, searcher);
  if (filled.tables == 0) return 0;
  terminal.message("suanli: " + std::to_string(filled.tables) + (filled.tables == 1 ? " table" : " tables") + " of estimates filled in " + fixed(filled.seconds, 2) + " s: " +
                   std::to_string(filled.steps) + " distinct steps, " + std::to_string(filled.searches) + " with a search of plans (" + filled.searcher + ")");
  return filled.seconds;
}

ExitCode tell_failures(const std::vector<std::string>& failures, const Terminal& terminal) {
  for (const std::string& failure : failures) terminal.error(failure);
  return failures.empty() ? ExitCode::ok : ExitCode::condition_not_met;
}

std::string size_text(const SweepPlan& plan) {
  const std::size_t points = plan.grid().size();
  std::string text = std::to_string(points) + (points == 1 ? " point" : " points");
  if (!plan.any_random()) return text + ", each once: nothing in them is random, so there are no intervals";
  text += " x " + std::to_string(plan.replications());
  if (plan.most_replications() > plan.replications()) text += " to " + std::to_string(plan.most_replications());
  return text + (plan.most_replications() == 1 ? " replication" : " replications");
}

}  // namespace suanli::cli
