// point_schedule.h -- which run of a sweep comes next, and when a point has been run often enough.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/sweep/read_sweep.h"

namespace suanli::sweep {

struct RunTask {
  std::size_t point = 0;
  std::size_t replication = 0;
};

struct FinishedPoint {
  std::size_t point = 0;
  std::string rows;  // of sweep.csv, all replications in order
};

// Points with the same jobs come together, and of such points the same replication, so that jobs are made once and used by all; at most
// `most_open` points of one workload are open at a time, which bounds memory. The results do not depend on who runs what when: the goal is
// looked at after at_least, at_least + 1, ... replications in their order, and what was run beyond its end is dropped.
class PointSchedule {
 public:
  static constexpr std::size_t most_open = 64;

  // The plan must outlive the schedule. `points`: those to run. `ahead`: so many replications of a point may be under way past those whose
  // goal was looked at.
  PointSchedule(const SweepPlan& plan, std::vector<std::size_t> points, std::size_t ahead);

  // Nothing when all that can be started now is under way; more may come after done().
  std::optional<RunTask> next();
  bool finished() const { return open_.empty() && next_point_ == points_.size(); }

  // `body`: the run's rows from the column `metric` on; `goal_value`: of the metric of the goal, if there is one.
  std::optional<FinishedPoint> done(const RunTask& task, std::string body, std::optional<double> goal_value);
  // The point gets no result.
  void abandon(std::size_t point);

  // Runs that are expected in all, as far as is known, and those that are done.
  std::size_t expected() const { return expected_; }
  std::size_t done_runs() const { return done_runs_; }

 private:
  struct Run {
    std::string body;
    std::optional<double> goal_value;
    bool done = false;
  };
  struct OpenPoint {
    std::size_t point = 0;
    std::size_t issued = 0;
    std::size_t wanted = 1;
    std::vector<Run> runs;
  };

  void open_more();
  std::size_t first_wanted(std::size_t point) const;
  std::optional<std::size_t> enough(OpenPoint& open) const;
  std::string rows_of(const OpenPoint& open, std::size_t replications) const;

  const SweepPlan& plan_;
  std::vector<std::size_t> points_;  // in the order of opening
  std::size_t ahead_;
  std::size_t next_point_ = 0;
  std::deque<OpenPoint> open_;
  std::size_t expected_ = 0;
  std::size_t done_runs_ = 0;
};

}  // namespace suanli::sweep
