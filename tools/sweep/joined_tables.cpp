// joined_tables.cpp -- sweep.csv and compare.csv from the rows of the points.
#include "sim/report/csv.h"
#include "tools/sweep/comparison.h"
#include "tools/sweep/run_rows.h"

namespace suanli::sweep {

void write_sweep_table(const SweepManifest& manifest, const RowsOf& rows_of, const TextSink& sink) {
  sink(sweep_header(SweepGrid(manifest.sweep)));
  for (std::size_t point = 0; point < manifest.points; ++point) {
    if (const auto rows = rows_of(point)) sink(*rows);
  }
}

void write_compare_table(const SweepManifest& manifest, const RowsOf& rows_of, const TextSink& sink) {
  const SweepGrid grid(manifest.sweep);
  std::string text;
  CsvRow header(text);
  for (const std::string& column : grid.columns()) header.text(column);
  header.ready("metric,stat,n,mean,ci95_low,ci95_high,baseline_mean,paired_diff,paired_ci95_low,paired_ci95_high,device_kind,tenant,unit,rank,verdict").end();
  sink(text);
  compare_points(manifest, rows_of, [&](const ComparedPoint& compared) {
    text.clear();
    for (const ComparedFigure& figure : compared.figures) {
      CsvRow row(text);
      for (const std::string& cell : grid.cells(compared.point)) row.text(cell);
      row.ready(figure.name.metric).ready(figure.name.stat).integer(static_cast<std::int64_t>(figure.n));
      row.number(figure.mean).number(figure.low).number(figure.high).number(figure.baseline_mean);
      row.number(figure.difference).number(figure.difference_low).number(figure.difference_high);
      row.ready(figure.name.device_kind).ready(figure.name.tenant).ready(figure.name.unit);
      if (figure.rank) row.integer(static_cast<std::int64_t>(*figure.rank));
      else row.empty();
      row.ready(figure.verdict).end();
    }
    sink(text);
  });
}

}  // namespace suanli::sweep
