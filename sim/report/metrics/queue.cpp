// queue.cpp -- how many jobs waited and ran over time.
#include <array>

#include "sim/report/metric.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{219, "queued_jobs", "1", "time_mean, max", "jobs waiting; the most that waited for longer than an instant", Better::lower},
    MetricSpec{220, "running_jobs", "1", "time_mean, max", "jobs running; the most that ran for longer than an instant"}};

void add(const MetricSpec& spec, const CountOverTime& count, Duration window, RowSink& rows) {
  std::optional<MetricValue> mean;
  if (window > Duration(0)) mean = static_cast<double>(count.integral) / static_cast<double>(window.count());
  rows.of(spec).add("time_mean", mean).add("max", MetricValue(count.max));
}

void compute(const MetricInput& input, RowSink& rows) {
  add(specs[0], input.run.queued, input.run.window.length(), rows);
  add(specs[1], input.run.running, input.run.window.length(), rows);
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily queue_entry{"queue", specs, compute};
}

}  // namespace suanli
