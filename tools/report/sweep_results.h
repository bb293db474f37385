// sweep_results.h -- a sweep's directory read back: its plan, its points and what compare.csv says of them.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/sweep/manifest.h"
#include "workloads/csv_reader.h"

namespace suanli::page {

struct SweepFigure {
  std::string_view metric, stat, kind, tenant, unit;
  bool operator==(const SweepFigure&) const = default;
};

// A row of compare.csv.
struct SweepRow {
  std::size_t point = 0;
  std::size_t figure = 0;  // of SweepResults::figures
  std::size_t count = 0;
  std::optional<double> mean, low, high, baseline_mean, difference, difference_low, difference_high, rank;
  std::string_view verdict;
};

struct SweepResults {
  std::string directory;
  SweepManifest manifest;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> points;           // cells of each point of the plan, by columns
  std::vector<std::optional<std::size_t>> baselines;      // the point that each is compared with
  std::vector<bool> is_there;                             // has rows in compare.csv
  std::vector<SweepFigure> figures;                       // in the order of compare.csv
  std::vector<SweepRow> rows;

  std::unique_ptr<const CsvFile> file;  // what the text above points into
};

// True when the directory is a sweep's, finished or not.
bool holds_sweep(const std::string& directory);

// [InputError] when a file is missing or damaged, or compare.csv tells of a point that the plan does not have.
SweepResults read_sweep_results(const std::string& directory);

}  // namespace suanli::page
