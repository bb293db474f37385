// time_rows.h -- the rows of a metric that is a time per completed job.
#pragma once

#include <cstdint>
#include <span>

#include "sim/report/metric.h"

namespace suanli {

inline constexpr std::string_view time_stats = "mean, sd, p50, p95, p99, p99_9, max, total";

// Rows of time_stats for each group of jobs, over its completed jobs, under each of `specs` (metrics that are the same figure where nothing
// is preempted).
void add_time_rows(const MetricInput& input, std::span<const MetricSpec> specs, Duration (*time)(const MetricInput&, JobId),
                   RowSink& rows);

}  // namespace suanli
