// serving_engine.h -- what happens inside the replicas of a service: requests wait, run in batches, and end.
#pragma once

#include <cstdint>
#include <memory>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/engine/serving/step_times.h"
#include "sim/model/request.h"

namespace suanli {

// How a request ended at a replica.
enum class ServedAs : unsigned char { completed, rejected, withdrawn };

// Told by a serving engine what becomes of requests, in the order it happens. Times may lie before the call: tokens made inside a run of
// iterations that is told at its end.
class ServingSink {
 public:
  virtual ~ServingSink() = default;
  virtual void started(SimTime at, RequestId request) = 0;      // left the replica's queue, for the first time
  virtual void first_token(SimTime at, RequestId request) = 0;  // only of engines that make tokens
  // One more token than before, for engines that make them; not called for the first one.
  virtual void token(SimTime at, RequestId request) = 0;
  virtual void preempted(SimTime at, RequestId request) = 0;  // its cache was given up; it waits again
  virtual void ended(SimTime at, RequestId request, ServedAs as) = 0;
};

// What a balancer or scaler may see of one replica.
struct ReplicaLoad {
  std::uint32_t waiting = 0;
  std::uint32_t running = 0;
  std::uint64_t pending_prompt_tokens = 0;  // not yet processed, of waiting and running requests
  std::uint64_t pending_output_tokens = 0;  // not yet made
  std::uint64_t cache_blocks_used = 0;
  std::uint64_t cache_blocks = 0;  // 0: no cache
  std::uint32_t outstanding() const { return waiting + running; }
};

// What distinguishes replicas of one service: the device they run on. Replicas of equal devices share one.
struct ReplicaProfile {
  double speed = 1;                 // of recorded durations, relative to the reference device
  StepTimes steps;                  // of a language model's iterations; empty for others
  std::uint64_t cache_blocks = 0;   // of keys and values
  double power_idle_w = 0;
  double power_busy_w = 0;
};

// All replicas of one service. The engine of the simulation calls, at each instant and in this order: advance() for replicas whose event is
// due; offer() for requests that arrive; then settle() once for every replica that any of these calls named. So iterations begin when all
// that happens at an instant is known: free before ask.
class ServingEngine {
 public:
  virtual ~ServingEngine() = default;

  // A new run. References must outlive it.
  virtual void reset(const RequestColumns& requests, ServingSink& sink) = 0;
  // The replica may take requests from now on. `profile` outlives it. Ids count up from 0; an id is never used twice.
  virtual void open(ReplicaId replica, const ReplicaProfile& profile) = 0;
  // REQUIRES nothing waiting or running there.
  virtual void close(ReplicaId replica) = 0;

  // A request joins. False: refused (full, or it could never run there), and nothing changed.
  virtual bool offer(SimTime now, ReplicaId replica, RequestId request) = 0;
  // What is due at `now` happens.
  virtual void advance(SimTime now, ReplicaId replica) = 0;
  // Begins what can begin; returns when the replica's next event is due, time_never when none.
  virtual SimTime settle(SimTime now, ReplicaId replica) = 0;
  // A request leaves, wherever it is (time out, hedged copy won). False when it is not there. No call of the sink. settle() follows.
  virtual bool withdraw(SimTime now, ReplicaId replica, RequestId request) = 0;

  // Truth at `now`, also in the middle of a run of iterations.
  virtual ReplicaLoad load(SimTime now, ReplicaId replica) const = 0;
};

}  // namespace suanli
