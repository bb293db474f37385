// steady_state_warnings.cpp -- reads the rows of the steady_state family.
#include "tools/suanli/steady_state_warnings.h"

#include "sim/report/statistics/batch_means.h"
#include "tools/suanli/readable_number.h"

namespace suanli::cli {

std::vector<std::string> steady_state_warnings(std::span<const MetricRow> rows) {
  std::vector<std::string> warnings;
  for (const MetricRow& row : rows) {
    if (!row.metric.starts_with("steady_") || row.device_kind != "all" || row.tenant != "all") continue;
    const std::string metric(row.metric);
    if (row.stat == "mean" && !row.value) {
      warnings.push_back(metric + " has no value: fewer jobs than batches, or MSER-5 finds no end of the start in the first half of the "
                                  "jobs (run longer, or set /measure/warmup_s)");
    }
    if (row.stat == "lag1_correlation" && row.value && row.value->number() > most_lag1_correlation) {
      warnings.push_back(metric + ": neighbouring batches are alike (lag-1 correlation " + fixed(row.value->number(), 2) +
                         "), so its interval is too narrow (run longer, or take fewer batches)");
    }
  }
  return warnings;
}

}  // namespace suanli::cli
