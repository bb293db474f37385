// run_rows.h -- the rows of sweep.csv: long form, a figure a row.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "scenarios/sweep/sweep_grid.h"
#include "sim/report/metric.h"

namespace suanli::sweep {

// "point,replication,seed,<a column per axis>,metric,device_kind,tenant,stat,value,unit".
std::string sweep_header(const SweepGrid& grid);

// The cells before `metric`, each followed by a comma.
std::string row_prefix(const SweepGrid& grid, std::size_t point, std::size_t replication);

// The cells from `metric` on, a line a row.
std::string row_bodies(std::span<const MetricRow> rows);

// Takes the first row off the text, its line break included; one inside quotes is part of the row. Empty at the end.
std::string_view take_row(std::string_view& text);

// Each row of `bodies` behind the prefix.
void append_rows(std::string& out, std::string_view prefix, std::string_view bodies);

}  // namespace suanli::sweep
