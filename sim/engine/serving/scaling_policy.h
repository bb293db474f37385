// scaling_policy.h -- how many replicas a service should have.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/base/time.h"

namespace suanli {

// What a scaler sees each interval; means are over ready replicas, now.
struct ScalingView {
  SimTime now{};
  Duration interval{};            // since it was last asked
  Duration boot{};                // from a decision to a ready replica
  std::uint32_t ready = 0;
  std::uint32_t booting = 0;
  std::uint32_t draining = 0;
  std::uint32_t busy = 0;         // ready replicas with anything outstanding
  double utilisation = 0;         // busy time of ready replicas over the interval / (ready x interval)
  double outstanding = 0;         // mean requests per ready replica, gateway's queue shared out
  double cache_utilisation = 0;   // mean used / total blocks
  std::uint64_t waiting = 0;      // at the gateway and in replicas' queues
  std::uint64_t arrived = 0;      // in the interval
  std::uint64_t completed = 0;
  std::uint64_t met_slo = 0;      // of those completed
  double replica_rate = 0;        // requests/s one replica can serve, measured while busy; 0: not known yet
};

class ScalingPolicy {
 public:
  virtual ~ScalingPolicy() = default;
  // Before the service's limits min, max, max_up and max_down are applied.
  virtual std::uint32_t desired(const ScalingView& view) = 0;
};

}  // namespace suanli
