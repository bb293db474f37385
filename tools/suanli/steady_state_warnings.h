// steady_state_warnings.h -- where the batch means of a run should not be relied on.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/report/metric.h"

namespace suanli::cli {

// A line for each steady_* metric over all jobs that has no value, or whose neighbouring batches are too much alike.
std::vector<std::string> steady_state_warnings(std::span<const MetricRow> rows);

}  // namespace suanli::cli
