// metric_cell.cpp -- finds a row and rounds its value.
#include "tools/suanli/metric_cell.h"

#include <algorithm>

#include "tools/suanli/readable_number.h"

namespace suanli::cli {

std::string metric_cell(std::span<const MetricRow> rows, std::string_view metric, std::string_view stat, std::string_view kind,
                        std::string_view tenant, double scale) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const MetricRow& it) {
    return it.metric == metric && it.stat == stat && it.device_kind == kind && it.tenant == tenant;
  });
  if (row == rows.end() || !row->value) return "-";
  return rounded(row->value->number() * scale);
}

}  // namespace suanli::cli
