// sampled_curves.cpp -- samples as steps from each to the next.
#include "tools/report/sampled_curves.h"

#include <cmath>
#include <filesystem>
#include <span>

#include "tools/report/result_cells.h"

namespace suanli::page {

std::vector<SampledCurve> sampled_curves(const std::string& directory, double until_s, std::size_t most_points) {
  const std::filesystem::path path = std::filesystem::path(directory) / "timeline.csv";
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return {};
  const CsvFile file(path.string(), CsvComments::none);
  file.require({"time_s"});
  std::vector<SampledCurve> found;
  for (const char* name : {"fragmentation", "power_w", "down_nodes", "queued_requests"}) {
    const auto column = file.find(name);
    if (!column) continue;
    std::vector<Change> changes;
    std::int64_t before = 0;
    for (std::size_t i = 0; i < file.row_count(); ++i) {
      const auto time = number_in(file, file.row(i), file.column("time_s"), "time_s");
      const auto value = number_in(file, file.row(i), *column, name);
      if (!time || !value) continue;  // no such figure at this moment: the one before stays
      const std::int64_t now = std::llround(*value * 1e6);
      if (now != before) changes.push_back({*time, now - before});
      before = now;
    }
    if (!changes.empty()) found.push_back({name, step_curves(std::span(&changes, 1), 0, until_s, most_points)});
  }
  return found;
}

}  // namespace suanli::page
