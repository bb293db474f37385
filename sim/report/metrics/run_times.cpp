// run_times.cpp -- how long jobs ran, and how long they took from submission to end.
#include <array>

#include "sim/report/metric.h"
#include "sim/report/time_rows.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{204, "run_s", "s", time_stats, "end - first start, gaps included, of completed jobs", Better::lower},
    MetricSpec{205, "service_s", "s", time_stats, "time running, without gaps, of completed jobs", Better::lower},
    MetricSpec{206, "turnaround_s", "s", time_stats, "end - submit, of completed jobs", Better::lower}};

Duration run(const MetricInput& input, JobId job) {
  return input.run.jobs.end[job] - input.run.jobs.start[job];
}

Duration turnaround(const MetricInput& input, JobId job) {
  return input.run.jobs.end[job] - input.workload.submit[job];
}

void compute(const MetricInput& input, RowSink& rows) {
  const std::span<const MetricSpec> all(specs);
  add_time_rows(input, all.first(2), run, rows);
  add_time_rows(input, all.last(1), turnaround, rows);
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily run_times_entry{"run_times", specs, compute};
}

}  // namespace suanli
