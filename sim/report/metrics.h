// metrics.h -- all metrics of a run as rows, and how one figure is named.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/report/metric.h"

namespace suanli {

// The rows of summary.csv in their order.
std::vector<MetricRow> compute_metrics(const RunResult& run, const Workload& workload, const Cluster& cluster);

// All metrics in the order of their rows.
std::vector<const MetricSpec*> metric_specs();

// The row that `metric[.stat[.device_kind[.tenant]]]` names. What is left out means the first stat of the metric, and `all`; a metric
// without a row for all device kinds is taken at the only kind that has a value. Names may contain dots.
// [InputError] when there is no such row: says which part is wrong, what it may be, or what was probably meant.
const MetricRow& find_metric_row(std::span<const MetricRow> rows, std::string_view key);
// Its value; nothing when the cell is empty.
std::optional<MetricValue> find_metric(std::span<const MetricRow> rows, std::string_view key);

}  // namespace suanli
