// time_rows.h -- the rows of a metric that is a time per completed job or request.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/report/distribution.h"
#include "sim/report/metric.h"

namespace suanli {

inline constexpr std::string_view time_stats = "mean, sd, p50, p95, p99, p99_9, max, total";

// Rows of time_stats for each group of jobs, over its completed jobs, under each of `specs` (metrics that are the same figure where nothing
// is preempted).
void add_time_rows(const MetricInput& input, std::span<const MetricSpec> specs, Duration (*time)(const MetricInput&, JobId),
                   RowSink& rows);

// Rows of request_time_stats for each group of requests, over those completed ones that have the time.
inline constexpr std::string_view request_time_stats = "mean, sd, p50, p95, p99, p99_9, max";
void add_request_time_rows(const MetricInput& input, const MetricSpec& spec, std::optional<Duration> (*time)(const MetricInput&, RequestId),
                           RowSink& rows);
// The same of any times, in ns but for mean and deviation.
void add_request_stats(const Distribution<std::int64_t>& found, RowSink& rows);

}  // namespace suanli
