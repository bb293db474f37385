// typical_tasks.h -- the commonest task shapes of a workload that ask for a kind of device: what free devices are wanted for.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/ids.h"
#include "sim/model/device.h"
#include "sim/model/workload.h"

namespace suanli {

struct TypicalTask {
  ShapeId shape{};
  std::int64_t jobs = 0;  // its weight: jobs of this shape
};

// Whole units of a kind that one task asks for, in milli.
constexpr std::int64_t demand_of(const TaskShape& task, DeviceKind kind) {
  switch (kind) {
    case DeviceKind::cpu:
      return task.cpu_milli;
    case DeviceKind::gpu:
      return task.gpu_milli;
    case DeviceKind::fpga:
      return task.fpgas * milli;
  }
  return 0;
}

// Demands that ask for `kind` (each by its lowest ShapeId, whatever the work), by falling number of jobs (ties: the larger demand of CPUs, then GPUs, FPGAs and memory; then the lower
// ShapeId), until `share_percent` of the jobs that ask for it are covered (Weng et al. 2023: 95). Empty when no job asks for it.
std::vector<TypicalTask> typical_tasks(const Workload& workload, DeviceKind kind, int share_percent = 95);

}  // namespace suanli
