// deciding_device.h -- which device of a node does a task's work: its GPU, else its FPGA, else the CPU.
#pragma once

#include <optional>

#include "sim/model/cluster.h"
#include "sim/model/device.h"
#include "sim/model/job.h"

namespace suanli {

inline DeviceKind deciding_kind(const TaskShape& task) {
  return task.gpu_milli > 0 ? DeviceKind::gpu : task.fpgas > 0 ? DeviceKind::fpga : DeviceKind::cpu;
}

// Nothing where nodes of the class have no such device.
inline std::optional<DeviceModelId> model_of(const NodeClass& node, DeviceKind kind) {
  switch (kind) {
    case DeviceKind::cpu:
      return node.cpu_model;
    case DeviceKind::gpu:
      return node.gpu_model;
    case DeviceKind::fpga:
      return node.fpga_model;
  }
  return std::nullopt;
}

}  // namespace suanli
