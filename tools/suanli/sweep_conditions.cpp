// sweep_conditions.cpp -- --fail-if over the points of a sweep.
#include "sim/report/csv.h"
#include "tools/suanli/comparison_view.h"

namespace suanli::cli {
namespace {

std::string point_name(const SweepGrid& grid, std::size_t point) {
  std::string text = "point " + std::to_string(point);
  const std::vector<std::string> cells = grid.cells(point);
  for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? " (" : ", ") + cells[i];
  return cells.empty() ? text : text + ")";
}

}  // namespace

std::vector<std::string> failures(const std::vector<Condition>& conditions, const SweepManifest& manifest, const sweep::RowsOf& rows_of) {
  const SweepGrid grid(manifest.sweep);
  std::vector<std::string> told;
  std::vector<bool> exists(conditions.size());
  for (std::size_t point = 0; !conditions.empty() && point < manifest.points; ++point) {
    const auto rows = rows_of(point);
    if (!rows) continue;
    const sweep::PointFigures figures = sweep::figures_of(*rows, grid, point);
    for (const sweep::Figure& figure : figures.figures) {
      for (std::size_t c = 0; c < conditions.size(); ++c) {
        if (!sweep::means(conditions[c].metric, figure.name, figures)) continue;
        const auto mean = sweep::mean_of(figure, manifest.is_random[point]);
        exists[c] = exists[c] || mean;
        if (!mean || !holds(conditions[c], mean->mean)) continue;
        std::string value;
        append_double(value, mean->mean);
        told.push_back("--fail-if '" + conditions[c].text + "': " + point_name(grid, point) + " has " + value);
      }
    }
  }
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    if (!exists[c]) told.push_back("--fail-if '" + conditions[c].text + "': no point has a value of " + conditions[c].metric);
  }
  return told;
}

}  // namespace suanli::cli
