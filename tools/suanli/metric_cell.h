// metric_cell.h -- one figure of a run, rounded for the eye.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sim/report/metric.h"

namespace suanli::cli {

// Times `scale`; "-" for a figure that does not exist.
std::string metric_cell(std::span<const MetricRow> rows, std::string_view metric, std::string_view stat, std::string_view kind = "all",
                        std::string_view tenant = "all", double scale = 1);

}  // namespace suanli::cli
