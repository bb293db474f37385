// join.cpp -- two whole files.
#include "tools/sweep/join.h"

#include <filesystem>

#include "sim/base/whole_file.h"
#include "sim/report/result_files.h"

namespace suanli::sweep {

std::vector<std::size_t> missing_points(const SweepDirectory& directory) {
  std::vector<std::size_t> missing;
  for (std::size_t point = 0; point < directory.manifest().points; ++point) {
    if (!directory.rows(point)) missing.push_back(point);
  }
  return missing;
}

RowsOf rows_in(const SweepDirectory& directory) {
  return [&directory](std::size_t point) { return directory.rows(point); };
}

void join(const SweepDirectory& directory) {
  const std::filesystem::path at(directory.path());
  WholeFile rows((at / "sweep.csv").string());
  WholeFile comparison((at / "compare.csv").string());
  write_sweep_table(directory.manifest(), rows_in(directory), [&](std::string_view piece) { rows.write(piece); });
  write_compare_table(directory.manifest(), rows_in(directory), [&](std::string_view piece) { comparison.write(piece); });
  rows.finish();
  comparison.finish();
  remove_exports(directory.path());
  rows.commit();
  comparison.commit();
}

}  // namespace suanli::sweep
