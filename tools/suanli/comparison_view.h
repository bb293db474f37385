// comparison_view.h -- a sweep's comparison for a person: a table a metric, and who is best.
#pragma once

#include <string>
#include <vector>

#include "tools/suanli/fail_if.h"
#include "tools/suanli/output_table.h"
#include "tools/suanli/terminal.h"
#include "tools/sweep/comparison.h"

namespace suanli::cli {

// The figures that the sweep's metrics mean, of all points that have a result.
struct Headline {
  std::size_t point = 0;
  sweep::ComparedFigure figure;
};
std::vector<Headline> headlines(const SweepManifest& manifest, const sweep::RowsOf& rows_of);

// What fails the conditions, a sentence each: a mean over replications for which one holds, at which point, or a figure that no point has.
std::vector<std::string> failures(const std::vector<Condition>& conditions, const SweepManifest& manifest, const sweep::RowsOf& rows_of);

// As a table: one block per metric, at most two dozen points each, then a sentence; as CSV or JSON: the rows of compare.csv of these figures.
std::string comparison_text(const SweepManifest& manifest, const std::vector<Headline>& headlines, OutputFormat format, const Terminal& terminal);

}  // namespace suanli::cli
