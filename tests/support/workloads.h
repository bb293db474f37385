// workloads.h -- small workloads and catalogs for tests.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/model/cluster.h"
#include "sim/model/workload.h"

namespace suanli::test {

// A workload of these jobs; a record without an id gets its place, from 1.
inline std::unique_ptr<const Workload> workload_of(std::vector<JobRecord> jobs) {
  WorkloadBuilder builder;
  std::size_t place = 0;
  for (JobRecord& job : jobs) {
    const std::string id = std::to_string(++place);
    if (job.id.empty()) job.id = id;
    builder.add(job);
  }
  return builder.finish({"test", "test"});
}

inline Duration seconds(double value) {
  return *to_duration(value);
}

// A job of n one-CPU tasks: submitted at t, running for `run`, asked for `estimate` (all seconds).
inline JobRecord cpu_job(double t, std::uint32_t n, double run, double estimate) {
  return {.submit = SimTime(seconds(t)), .tasks = n, .cpu_milli = milli, .duration = seconds(run), .time_limit = seconds(estimate)};
}

inline std::vector<DeviceModel> small_catalog() {
  return {{.name = "generic-cpu", .kind = DeviceKind::cpu},
          {.name = "gpu", .kind = DeviceKind::gpu},
          {.name = "gpu-2", .kind = DeviceKind::gpu, .speed = {2, 2, 2}},
          {.name = "fpga", .kind = DeviceKind::fpga}};
}

}  // namespace suanli::test
