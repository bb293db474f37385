// run_data.h -- a run as the page's scripts want it.
#pragma once

#include <cstddef>
#include <string>

#include "tools/report/json_text.h"
#include "tools/report/run_results.h"

namespace suanli::page {

struct RunView {
  std::string label;     // how the page calls this run
  std::string folder;    // its CSV files as seen from the page, with a slash at the end; empty: beside it
  std::size_t most_points = 3000;  // of a curve
  std::size_t most_bars = 20000;   // of the chart of nodes; 0: no chart
};

// One object. [InputError] when the files contradict each other.
void write_run_data(JsonText& out, const RunResults& run, const RunView& view);

}  // namespace suanli::page
