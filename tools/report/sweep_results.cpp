// sweep_results.cpp -- compare.csv's rows, put to the points of the plan.
#include "tools/report/sweep_results.h"

#include <filesystem>
#include <map>
#include <tuple>

#include "scenarios/sweep/sweep_grid.h"
#include "sim/base/check.h"
#include "tools/report/result_cells.h"

namespace suanli::page {
namespace {

namespace fs = std::filesystem;

const std::string& require_joined(const std::string& directory) {
  std::error_code error;
  if (fs::exists(fs::path(directory) / "compare.csv", error)) return directory;
  throw InputError(directory, "holds a sweep without compare.csv",
                   "suanli merge " + directory + " joins what is there; with --partial also when points are missing");
}

void take_plan(SweepResults& sweep) {
  const SweepGrid grid(sweep.manifest.sweep);
  sweep.columns = grid.columns();
  for (std::size_t point = 0; point < grid.size(); ++point) {
    sweep.points.push_back(grid.cells(point));
    sweep.baselines.push_back(grid.has_baseline() ? std::optional(grid.baseline_of(point)) : std::nullopt);
  }
  sweep.is_there.resize(grid.size());
}

class RowReader {
 public:
  explicit RowReader(SweepResults& sweep) : sweep_(sweep), file_(*sweep.file) {
    file_.require({"metric", "stat", "n", "mean", "ci95_low", "ci95_high", "baseline_mean", "paired_diff", "paired_ci95_low", "paired_ci95_high",
                   "device_kind", "tenant", "rank", "verdict"});
    for (const std::string& column : sweep.columns) {
      file_.require({column});
      axes_.push_back(file_.column(column));
    }
    for (std::size_t point = 0; point < sweep.points.size(); ++point) points_.emplace(sweep.points[point], point);
  }

  void read(const CsvRow& row) {
    const auto number = [&](std::string_view name) { return number_in(file_, row, file_.column(name), name); };
    const std::optional<double> mean = number("mean");
    const std::size_t point = point_of(row);
    sweep_.is_there[point] = true;
    if (!mean) return;  // such a figure does not exist here
    sweep_.rows.push_back({point, figure_of(row), static_cast<std::size_t>(number("n").value_or(0)), mean, number("ci95_low"), number("ci95_high"),
                           number("baseline_mean"), number("paired_diff"), number("paired_ci95_low"), number("paired_ci95_high"), number("rank"),
                           row[file_.column("verdict")]});
  }

 private:
  std::size_t point_of(const CsvRow& row) {
    std::vector<std::string> cells;
    for (const std::size_t axis : axes_) cells.emplace_back(row[axis]);
    const auto found = points_.find(cells);
    if (found != points_.end()) return found->second;
    std::string told;
    for (const std::string& cell : cells) told += (told.empty() ? "" : ", ") + cell;
    throw InputError({{file_.path(), row.line(), 0, "", "the sweep has no point " + told, "is the file of another sweep, or damaged?"}});
  }

  std::size_t figure_of(const CsvRow& row) {
    const SweepFigure figure{row[file_.column("metric")], row[file_.column("stat")], row[file_.column("device_kind")], row[file_.column("tenant")],
                             row[file_.find("unit")]};
    const auto [place, is_new] =
        figures_.emplace(std::tuple(figure.metric, figure.stat, figure.kind, figure.tenant), sweep_.figures.size());
    if (is_new) sweep_.figures.push_back(figure);
    return place->second;
  }

  SweepResults& sweep_;
  const CsvFile& file_;
  std::vector<std::size_t> axes_;
  std::map<std::vector<std::string>, std::size_t> points_;
  std::map<std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>, std::size_t> figures_;
};

}  // namespace

bool holds_sweep(const std::string& directory) {
  std::error_code error;
  return fs::exists(fs::path(directory) / "manifest.json", error);
}

SweepResults read_sweep_results(const std::string& directory) {
  SweepResults sweep;
  sweep.directory = directory;
  const std::string path = require_result_file(directory, "manifest.json");
  std::optional<SweepManifest> manifest = read_manifest(path);
  if (!manifest) throw InputError(path, "is no manifest of a sweep");
  sweep.manifest = std::move(*manifest);
  take_plan(sweep);
  sweep.file = std::make_unique<const CsvFile>(require_joined(directory) + "/compare.csv", CsvComments::none);
  RowReader reader(sweep);
  for (std::size_t i = 0; i < sweep.file->row_count(); ++i) reader.read(sweep.file->row(i));
  return sweep;
}

}  // namespace suanli::page
