// conservation.cpp -- where every job and every device-second went.
#include <array>

#include "sim/base/check.h"
#include "sim/report/device_sets.h"
#include "sim/report/metric.h"
#include "sim/report/run_facts.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{101, "jobs", "1", "submitted, completed, failed, killed, rejected, unfinished",
               "jobs submitted in the window and how they ended; the first is the sum of the others"},
    MetricSpec{103, "device_time_s", "s", "busy, idle, down, allocated, total",
               "device time of each kind (a core counts as a CPU device): busy + idle + down = total = devices x window"}};

MetricValue count(std::size_t value) {
  return MetricValue(static_cast<std::int64_t>(value));
}

void add_jobs(const MetricInput& input, RowSink& rows) {
  for (const JobGroup& group : input.groups.groups()) {
    const JobCounts counts = count_jobs(input.run, group.jobs);
    rows.of(specs[0], group.device_kind, group.tenant).add("submitted", count(counts.submitted));
    for (std::size_t status = 0; status < job_status_names.size(); ++status) {
      rows.add(job_status_names[status], count(counts.by_status[status]));
    }
  }
}

void add_device_time(const MetricInput& input, RowSink& rows) {
  for (const DeviceSet& set : device_sets(input.cluster, DeviceSets::kinds)) {
    const DeviceTime time = device_time(input.run, set);
    SUANLI_ASSERT(0 <= time.busy && time.busy <= time.allocated && time.allocated <= time.total,
                  "devices were busy no longer than allocated, and allocated no longer than they existed");
    rows.of(specs[1], set.label)
        .add("busy", device_seconds(time.busy))
        .add("idle", device_seconds(time.total - time.busy))
        .add("down", device_seconds(0))
        .add("allocated", device_seconds(time.allocated))
        .add("total", device_seconds(time.total));
  }
}

void compute(const MetricInput& input, RowSink& rows) {
  add_jobs(input, rows);
  add_device_time(input, rows);
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily conservation_entry{"conservation", specs, compute};
}

}  // namespace suanli
