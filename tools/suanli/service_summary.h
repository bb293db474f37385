// service_summary.h -- the result of a run's online services on half a screen.
#pragma once

#include <span>
#include <string>

#include "sim/report/metric.h"

namespace suanli::cli {

// Two tables with a line for each of the first six services, at most 80 columns; times in s. Empty without services.
std::string service_summary(std::span<const MetricRow> rows);

}  // namespace suanli::cli
