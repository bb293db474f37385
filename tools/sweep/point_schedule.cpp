// point_schedule.cpp -- opens points a workload at a time and closes them when their goal is reached.
#include "tools/sweep/point_schedule.h"

#include <algorithm>
#include <utility>

#include "sim/report/statistics/sequential_stopping.h"
#include "tools/sweep/run_rows.h"

namespace suanli::sweep {

PointSchedule::PointSchedule(const SweepPlan& plan, std::vector<std::size_t> points, std::size_t ahead)
    : plan_(plan), points_(std::move(points)), ahead_(ahead) {
  std::stable_sort(points_.begin(), points_.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(plan.workload_of(a), a) < std::pair(plan.workload_of(b), b);
  });
  for (const std::size_t point : points_) expected_ += first_wanted(point);
}

// A point without randomness is run once, however often it is asked for.
std::size_t PointSchedule::first_wanted(std::size_t point) const {
  return plan_.is_random(point) ? plan_.replications() : 1;
}

void PointSchedule::open_more() {
  const std::size_t workload = plan_.workload_of(points_[next_point_]);
  for (std::size_t opened = 0; opened < most_open && next_point_ < points_.size(); ++opened, ++next_point_) {
    const std::size_t point = points_[next_point_];
    if (plan_.workload_of(point) != workload) break;
    open_.push_back({point, 0, first_wanted(point), {}});
  }
}

std::optional<RunTask> PointSchedule::next() {
  OpenPoint* chosen = nullptr;
  for (OpenPoint& open : open_) {
    if (open.issued < open.wanted && (chosen == nullptr || open.issued < chosen->issued)) chosen = &open;
  }
  if (chosen == nullptr) {
    if (next_point_ == points_.size()) return std::nullopt;
    open_more();
    return next();
  }
  chosen->runs.emplace_back();
  return RunTask{chosen->point, chosen->issued++};
}

// After how many replications the point is finished, if it is; else more are wanted.
std::optional<std::size_t> PointSchedule::enough(OpenPoint& open) const {
  if (!plan_.is_random(open.point)) return 1;
  if (open.runs.size() < plan_.replications()) return std::nullopt;
  const auto not_done = std::find_if(open.runs.begin(), open.runs.end(), [](const Run& run) { return !run.done; });
  const auto complete = static_cast<std::size_t>(not_done - open.runs.begin());
  const Replications& asked = plan_.sweep().replications;
  if (complete < plan_.replications()) return std::nullopt;
  if (!asked.has_goal()) return complete;
  const StoppingRule rule{static_cast<std::size_t>(asked.at_least), static_cast<std::size_t>(asked.at_most), asked.relative_half_width};
  std::vector<std::optional<double>> values;
  for (std::size_t count = 1; count <= complete; ++count) {
    values.push_back(open.runs[count - 1].goal_value);
    if (enough_replications(values, rule)) return count;
  }
  open.wanted = std::min(plan_.most_replications(), std::max(open.wanted, complete + ahead_));
  return std::nullopt;
}

std::string PointSchedule::rows_of(const OpenPoint& open, std::size_t replications) const {
  std::string rows;
  for (std::size_t r = 0; r < replications; ++r) {
    const Run& run = open.runs[plan_.is_random(open.point) ? r : 0];
    append_rows(rows, row_prefix(plan_.grid(), open.point, r), run.body);
  }
  return rows;
}

std::optional<FinishedPoint> PointSchedule::done(const RunTask& task, std::string body, std::optional<double> goal_value) {
  const auto at = std::find_if(open_.begin(), open_.end(), [&](const OpenPoint& open) { return open.point == task.point; });
  if (at == open_.end()) return std::nullopt;  // finished or abandoned meanwhile
  ++done_runs_;
  at->runs[task.replication] = {std::move(body), goal_value, true};
  const std::size_t wanted_before = at->wanted;
  const auto count = enough(*at);
  expected_ += at->wanted - wanted_before;
  if (!count) return std::nullopt;
  FinishedPoint finished{task.point, rows_of(*at, plan_.is_random(task.point) ? *count : plan_.replications())};
  open_.erase(at);
  return finished;
}

void PointSchedule::abandon(std::size_t point) {
  std::erase_if(open_, [&](const OpenPoint& open) { return open.point == point; });
}

}  // namespace suanli::sweep
