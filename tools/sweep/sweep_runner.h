// sweep_runner.h -- runs the points of a sweep on several threads, one engine a thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "scenarios/sweep/read_sweep.h"
#include "tools/sweep/point_runs.h"
#include "tools/sweep/point_schedule.h"

namespace suanli::sweep {

struct SweepProgress {
  std::size_t runs_done = 0;
  std::size_t runs_expected = 0;
  std::size_t points_done = 0;
};

struct SweepOutcome {
  SweepProgress progress;
  bool stopped = false;                 // keep_going said so
  std::vector<std::string> limits_hit;  // "point 3, replication 0: max_events: ..."
  std::size_t abandoned = 0;            // points without result, because a limit of wall-clock time ended a run
};

// Both are called on the thread of the caller.
struct SweepCalls {
  std::function<void(const FinishedPoint&)> take;            // each point once, in any order
  std::function<bool(const SweepProgress&)> keep_going;  // ten times a second; false: stop soon
};

// Workloads and machines are shared between threads, engines and policies are not; memory does not grow with the number of points. Returns when
// all points are handed on or it was told to stop. [InputError, PolicyError, ...] of a run or of a call, after the points finished until then
// were handed on.
SweepOutcome run_sweep(const SweepPlan& plan, PointRuns& runs, std::vector<std::size_t> points, unsigned threads, const SweepCalls& calls);

}  // namespace suanli::sweep
