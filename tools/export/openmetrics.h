// openmetrics.h -- a run as time series that Prometheus imports.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "sim/base/time.h"

namespace suanli::exports {

// Samples are at least this far apart: readers keep milliseconds, and may lose one in a double.
inline constexpr Duration shortest_metrics_step = std::chrono::milliseconds(10);

struct OpenMetricsOptions {
  Duration epoch{};              // what simulated 0 is, since 1970-01-01 UTC
  std::optional<Duration> step;  // between samples; empty: a round step with at most 10,000 samples a series
  bool nodes = false;            // busy devices of each node too
};

struct OpenMetricsSummary {
  std::size_t samples = 0;  // all series together
  Duration step{};
};

// OpenMetrics text 1.0 (Cloud Native Computing Foundation, 2020) with timestamps: each family in one piece, the samples of a series in the
// order of time, "# EOF" at the end. Queued and running jobs, busy devices, jobs ended by status and a histogram of waits are made from
// jobs.csv, exact at every sample; power, fragmentation and nodes that are down are those of timeline.csv, where it has them. The file is
// there whole or not at all.
// [InputError] when the directory's files are missing or damaged, the output can't be written, the samples are more than 20 million, or
// lie beyond what a time can hold (year 2262).
OpenMetricsSummary write_openmetrics(const std::string& directory, const std::string& output, const OpenMetricsOptions& options);

}  // namespace suanli::exports
