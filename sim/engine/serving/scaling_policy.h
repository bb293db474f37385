// scaling_policy.h -- how many replicas a service should have.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "sim/base/time.h"

namespace suanli {

// What will come: for the policy that is told to know it, as a bound on what others could reach.
class FutureArrivals {
 public:
  virtual ~FutureArrivals() = default;
  // Requests for the service that arrive at `from` or later and before `until`.
  virtual std::uint64_t between(SimTime from, SimTime until) const = 0;
};

// What a scaler sees each interval; means are over ready replicas, now.
struct ScalingView {
  SimTime now{};
  Duration interval{};            // since it was last asked
  Duration boot{};                // from a decision to a ready replica
  std::uint32_t ready = 0;
  std::uint32_t booting = 0;      // decided, not ready: waiting for a place, provisioning or loading
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
  std::uint32_t configured = 1;   // replicas that the scenario gives the service
  std::uint32_t min = 1;          // of the service's rules
  std::uint32_t max = std::numeric_limits<std::uint32_t>::max();
  const FutureArrivals* future = nullptr;  // asked by forecast "oracle" alone; null only where no policy that uses it can be chosen

  // Replicas that are or will be there, if nothing is changed.
  std::uint32_t current() const { return ready + booting; }
};

class ScalingPolicy {
 public:
  virtual ~ScalingPolicy() = default;
  // Before the service's limits min, max, max_up and max_down are applied.
  virtual std::uint32_t desired(const ScalingView& view) = 0;
};

}  // namespace suanli
