// gantt_bars.h -- the first jobs of a run as bars on the nodes that held them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "tools/report/run_results.h"

namespace suanli::page {

struct GanttBar {
  std::size_t job;    // of GanttBars::jobs
  std::size_t row;    // of GanttBars::rows
  std::size_t lane;   // from the top of the row
  std::size_t lanes;  // how many it covers
};

struct GanttRow {
  std::string_view node;
  std::size_t lanes;
};

struct GanttBars {
  std::vector<std::size_t> jobs;  // of RunResults::jobs, by start
  std::vector<GanttRow> rows;     // nodes that held one of them, in the order of nodes.csv
  std::vector<GanttBar> bars;
  std::size_t started = 0;        // jobs that ever started
  bool lanes_are_cpus = false;    // a machine of one node: a lane is a CPU; else a lane holds one job at a time
};

// At most `most_jobs` jobs and about `most_bars` bars. [InputError] when jobs.csv names a node that nodes.csv does not have.
GanttBars gantt_bars(const RunResults& run, std::size_t most_jobs, std::size_t most_bars);

}  // namespace suanli::page
