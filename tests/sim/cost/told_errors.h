// told_errors.h -- prints how far predictions are off, row by row, and gives the figures of all rows.
#pragma once

#include <cstdio>
#include <span>
#include <string>

#include "scenarios/measured/prediction.h"

namespace suanli::test {

inline void tell_summary(const char* which, const ErrorSummary& figures) {
  if (figures.rows == 0) return;
  std::printf("  %-9s %4zu rows: mean absolute error %6.2f %%, bias %+6.2f %%, worst %+6.2f %% (%s)\n", which, figures.rows,
              figures.mean_absolute, figures.bias, figures.worst, figures.worst_row.c_str());
}

inline ErrorSummary told(const std::string& table, std::span<const Prediction> predictions) {
  std::printf("%s\n", table.c_str());
  for (const Prediction& row : predictions) {
    std::printf("  %-44s predicted %12.5g s  measured %12.5g s  error %+6.1f %%%s\n", row.name.c_str(), row.predicted_s,
                row.measured_s, row.error_percent(), row.set == RowSet::fit ? "  (fit)" : "");
  }
  tell_summary("fit", summary_of(predictions, RowSet::fit));
  tell_summary("held out", summary_of(predictions, RowSet::held_out));
  tell_summary("all", summary_of(predictions));
  return summary_of(predictions);
}

}  // namespace suanli::test
