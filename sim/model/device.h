// device.h -- what a device is: its kind, its model and how fast the model does each kind of work.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace suanli {

enum class DeviceKind : unsigned char { cpu, gpu, fpga };
inline constexpr std::array device_kinds{DeviceKind::cpu, DeviceKind::gpu, DeviceKind::fpga};
inline constexpr std::array<std::string_view, 3> device_kind_names{"cpu", "gpu", "fpga"};
constexpr std::string_view name_of(DeviceKind kind) {
  return device_kind_names[static_cast<std::size_t>(kind)];
}

// What a job does with its time; a device model has a speed for each.
enum class WorkKind : unsigned char { batch, training, inference };
inline constexpr std::array work_kinds{WorkKind::batch, WorkKind::training, WorkKind::inference};
inline constexpr std::array<std::string_view, 3> work_kind_names{"batch", "training", "inference"};
constexpr std::string_view name_of(WorkKind kind) {
  return work_kind_names[static_cast<std::size_t>(kind)];
}

// One entry of the device catalog. `speed` is relative: a job of 100 s on a model of speed 1 takes 50 s on one of speed 2.
struct DeviceModel {
  std::string name;
  DeviceKind kind = DeviceKind::gpu;
  double memory_gib = 0;  // of the device itself; 0 when it has none of its own
  std::array<double, work_kinds.size()> speed{1, 1, 1};
  std::string source;  // where the figures come from

  double speed_for(WorkKind work) const { return speed[static_cast<std::size_t>(work)]; }
};

}  // namespace suanli
