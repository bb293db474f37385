// job.h -- what a batch or training job asks for, and the words for how it can end and why it waits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/base/ids.h"

namespace suanli {

// A job's life: waiting -> running -> one of the five ends. `rejected` can come from waiting only.
enum class JobStatus : unsigned char { completed, failed, killed, rejected, unfinished };
inline constexpr std::array<std::string_view, 5> job_status_names{"completed", "failed", "killed", "rejected", "unfinished"};
constexpr std::string_view name_of(JobStatus status) {
  return job_status_names[static_cast<std::size_t>(status)];
}

// The first test a waiting job failed.
enum class WaitReason : unsigned char { none, capacity, fragmentation, quota, priority, gang, dependency, zone, reservation };
inline constexpr std::array<std::string_view, 9> wait_reason_names{"none", "capacity", "fragmentation", "quota",      "priority",
                                                            "gang", "dependency", "zone",       "reservation"};
constexpr std::string_view name_of(WaitReason reason) {
  return wait_reason_names[static_cast<std::size_t>(reason)];
}

constexpr std::int64_t milli = 1000;  // milli-units in one CPU or one GPU

// The demand of ONE task, in integer units, so that feasibility is exact. Names are interned in the workload.
struct TaskShape {
  std::int64_t cpu_milli = 0;
  std::int64_t memory_kib = 0;
  std::int32_t gpu_milli = 0;  // below 1000: a share of one device; else whole devices x 1000
  std::int32_t fpgas = 0;      // whole devices
  std::vector<NameId> device_models;  // allowed models, sorted; empty: any
  std::vector<NameId> zones;          // allowed zones, sorted; empty: any
  // What decides, beside the demand, which places a job with described work may have; both 0 for a recorded duration.
  WorkId work{};
  std::uint32_t gang = 0;  // tasks

  bool shares_a_gpu() const { return gpu_milli > 0 && gpu_milli < milli; }
  std::int32_t whole_gpus() const { return gpu_milli / static_cast<std::int32_t>(milli); }
  auto operator<=>(const TaskShape&) const = default;
};

}  // namespace suanli
