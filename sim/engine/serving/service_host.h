// service_host.h -- what the services of a run ask of the simulation's engine: places in the cluster, events, observers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/engine/allocation.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/observer.h"

namespace suanli {

class ServiceHost {
 public:
  virtual ~ServiceHost() = default;

  // Seats one more replica through the placement policy; false when there is no place now. `holds` was empty.
  virtual bool place_replica(ServiceId service, Allocation& holds) = 0;
  // Gives its place back and empties `holds`.
  virtual void release_replica(ServiceId service, Allocation& holds) = 0;

  // An event of the service: of one of its replicas, or of its timers.
  virtual EventSlot open_event(ServiceId service, std::optional<ReplicaId> replica) = 0;
  virtual void close_event(EventSlot slot) = 0;  // REQUIRES no event on it
  virtual void schedule(EventSlot slot, SimTime at, EventKind kind) = 0;
  virtual void cancel(EventSlot slot) = 0;

  virtual std::span<Observer* const> observers() const = 0;
};

}  // namespace suanli
