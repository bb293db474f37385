// free_state.h -- what a node has left, and whether a task fits into it.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <limits>

#include "sim/model/cluster.h"
#include "sim/model/job.h"

namespace suanli {

// The part of a node's state that decides what fits; nodes of one class with equal FreeState are interchangeable. Ordered from least
// to most left: devices before CPUs before memory.
struct FreeState {
  std::int32_t gpu_milli = 0;  // sum over devices
  std::int32_t fpgas = 0;
  std::int64_t cpu_milli = 0;
  std::int64_t memory_kib = 0;
  std::int32_t whole_gpus = 0;     // wholly free devices
  std::int32_t largest_share = 0;  // most milli free on one device; 1000 while a whole one is free

  // The members in order, two 32-bit ones at a time: all are >= 0.
  bool operator==(const FreeState& other) const {
    return ((devices() ^ other.devices()) | (cpu_milli ^ other.cpu_milli) | (memory_kib ^ other.memory_kib) | (shape() ^ other.shape())) == 0;
  }
  std::strong_ordering operator<=>(const FreeState& other) const {
    if (devices() != other.devices()) return devices() <=> other.devices();
    if (cpu_milli != other.cpu_milli) return cpu_milli <=> other.cpu_milli;
    if (memory_kib != other.memory_kib) return memory_kib <=> other.memory_kib;
    return shape() <=> other.shape();
  }

  static FreeState of(const NodeCapacity& capacity) {
    return {capacity.gpus * static_cast<std::int32_t>(milli), capacity.fpgas,
            capacity.cpu_milli, capacity.memory_kib, capacity.gpus, capacity.gpus > 0 ? static_cast<std::int32_t>(milli) : 0};
  }

 private:
  std::int64_t devices() const { return std::int64_t{gpu_milli} << 32 | fpgas; }
  std::int64_t shape() const { return std::int64_t{whole_gpus} << 32 | largest_share; }
};

// One task of this shape fits, models and zones apart.
inline bool fits(const FreeState& free, const TaskShape& task) {
  return task.cpu_milli <= free.cpu_milli && task.memory_kib <= free.memory_kib && task.fpgas <= free.fpgas &&
         (task.shares_a_gpu() ? task.gpu_milli <= free.largest_share : task.whole_gpus() <= free.whole_gpus);
}

// How many tasks of this shape fit by CPUs, memory, whole GPUs and FPGAs. For a shape that shares a GPU this is an upper bound; the exact
// count needs the devices (ClusterState::slots_on).
inline std::int64_t slots(const FreeState& free, const TaskShape& task) {
  std::int64_t most = std::numeric_limits<std::int32_t>::max();
  if (task.cpu_milli > 0) most = std::min(most, free.cpu_milli / task.cpu_milli);
  if (task.memory_kib > 0) most = std::min(most, free.memory_kib / task.memory_kib);
  if (task.fpgas > 0) most = std::min<std::int64_t>(most, free.fpgas / task.fpgas);
  if (task.shares_a_gpu()) most = std::min<std::int64_t>(most, free.gpu_milli / task.gpu_milli);
  else if (task.gpu_milli > 0) most = std::min<std::int64_t>(most, free.whole_gpus / task.whole_gpus());
  return most;
}

}  // namespace suanli
