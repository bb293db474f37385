// comparison.h -- the points of a sweep against their baselines and against each other: means, intervals, ranks, verdicts.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/sweep/manifest.h"
#include "sim/report/better.h"
#include "sim/report/result_tables.h"
#include "tools/sweep/figures.h"

namespace suanli::sweep {

// An interval is there for points where something is random and two values or more exist; a paired one where that is so of the point or of its
// baseline, over replications that both have.
struct ComparedFigure {
  FigureName name;
  std::size_t n = 0;  // replications with a value; with a baseline: pairs
  std::optional<double> mean;
  std::optional<double> low;
  std::optional<double> high;
  std::optional<double> baseline_mean;
  std::optional<double> difference;
  std::optional<double> difference_low;
  std::optional<double> difference_high;
  std::optional<std::size_t> rank;  // of the sweep's metrics, among points of one baseline; see rank_groups
  // baseline, better, worse, same, not_told_apart; empty where there is nothing to compare or no direction is better. Of the interval of the
  // paired difference, at 95 %; exact where nothing is random.
  std::string_view verdict;
  Better better = Better::neither;    // which direction of the metric is
  std::optional<std::size_t> metric;  // which of the sweep's metrics means it, the first if several do
};

struct ComparedPoint {
  std::size_t point = 0;
  std::vector<ComparedFigure> figures;  // in the order of the point's rows
};

// Calls `take` for each point with a result, in their order. Ranks are left out where more than `most_ranked` points would have to be compared
// with each other.
inline constexpr std::size_t most_ranked = 200;
void compare_points(const SweepManifest& manifest, const RowsOf& rows_of, const std::function<void(const ComparedPoint&)>& take);

// compare.csv: "<axes>,metric,stat,n,mean,ci95_low,ci95_high,baseline_mean,paired_diff,paired_ci95_low,paired_ci95_high,device_kind,tenant,unit,rank,
// verdict", a row per point and figure.
void write_compare_table(const SweepManifest& manifest, const RowsOf& rows_of, const TextSink& sink);

// sweep.csv: the rows of all points that have a result, in their order, under the header.
void write_sweep_table(const SweepManifest& manifest, const RowsOf& rows_of, const TextSink& sink);

}  // namespace suanli::sweep
