// sweep_data.h -- a sweep as the page's scripts want it.
#pragma once

#include <cstddef>
#include <string>

#include "tools/report/json_text.h"
#include "tools/report/sweep_results.h"

namespace suanli::page {

// Which figures the page holds when all would be too many for it.
enum class FigureChoice : unsigned char { all, whole_workload, headline };
// The widest choice with at most `most_rows` rows.
FigureChoice figure_choice(const SweepResults& sweep, std::size_t most_rows);
bool is_chosen(const SweepFigure& figure, FigureChoice choice, const std::vector<std::string>& headline);

// One object. `folder` leads from the page to the CSV files, with a slash at the end; empty: beside it.
void write_sweep_data(JsonText& out, const SweepResults& sweep, const std::string& folder);

}  // namespace suanli::page
