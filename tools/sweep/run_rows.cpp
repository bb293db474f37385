// run_rows.cpp -- cells in front of cells.
#include "tools/sweep/run_rows.h"

#include "sim/report/csv.h"
#include "sim/report/result_tables.h"

namespace suanli::sweep {

std::string sweep_header(const SweepGrid& grid) {
  std::string header;
  CsvRow row(header);
  row.ready("point").ready("replication").ready("seed");
  for (const std::string& column : grid.columns()) row.text(column);
  row.ready("metric").ready("device_kind").ready("tenant").ready("stat").ready("value").ready("unit").end();
  return header;
}

std::string row_prefix(const SweepGrid& grid, std::size_t point, std::size_t replication) {
  std::string prefix;
  CsvRow row(prefix);
  row.integer(static_cast<std::int64_t>(point)).integer(static_cast<std::int64_t>(replication));
  row.integer(static_cast<std::int64_t>(grid.seed(point, replication)));
  for (const std::string& cell : grid.cells(point)) row.text(cell);
  return prefix + ',';
}

std::string row_bodies(std::span<const MetricRow> rows) {
  std::string bodies;
  write_summary_table(rows, [&](std::string_view piece) { bodies += piece; });
  return bodies.substr(bodies.find('\n') + 1);
}

std::string_view take_row(std::string_view& text) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < text.size() && (quoted || text[end] != '\n'); ++end) quoted = quoted != (text[end] == '"');
  const std::string_view row = text.substr(0, end + 1);
  text.remove_prefix(row.size());
  return row;
}

void append_rows(std::string& out, std::string_view prefix, std::string_view bodies) {
  for (std::string_view row = take_row(bodies); !row.empty(); row = take_row(bodies)) out.append(prefix).append(row);
}

}  // namespace suanli::sweep
