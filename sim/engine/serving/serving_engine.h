// serving_engine.h -- what happens inside the replicas of a service: requests wait, run in batches, and end.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/engine/serving/batch_times.h"
#include "sim/engine/serving/step_times.h"
#include "sim/model/request.h"

namespace suanli {

// How a request ended at a replica. abandoned: it was still waiting when its patience ran out.
enum class ServedAs : unsigned char { completed, rejected, abandoned };

// Told by a serving engine what becomes of requests, in the order it happens. Times are at most the `now` of the call that tells them; those
// of tokens may lie long before it, made inside a run of iterations that is told at its end.
class ServingSink {
 public:
  virtual ~ServingSink() = default;
  virtual void started(SimTime at, RequestId request) = 0;      // left the replica's queue, for the first time there
  virtual void first_token(SimTime at, RequestId request) = 0;  // only of engines that make tokens
  virtual void preempted(SimTime at, RequestId request) = 0;    // its cache was given up; it waits again
  virtual void ended(SimTime at, RequestId request, ServedAs as) = 0;
  // It left `from` and goes on at `to`, where it will end; only of engines with several kinds of replica.
  virtual void moved(SimTime /*at*/, RequestId /*request*/, ReplicaId /*from*/, ReplicaId /*to*/) {}

  // Times of each token after the first, in portions of one or more; the span is valid during the call. Only to a sink that wanted them when
  // reset() was called: they cost something for each.
  virtual bool wants_tokens() const { return false; }
  virtual void tokens(RequestId /*request*/, std::span<const SimTime> /*at*/) {}
};

// What a balancer or scaler may see of one replica.
struct ReplicaLoad {
  std::uint32_t waiting = 0;
  std::uint32_t running = 0;
  std::uint64_t pending_prompt_tokens = 0;  // not yet processed, of waiting and running requests
  std::uint64_t pending_output_tokens = 0;  // not yet made
  std::uint64_t cache_blocks_used = 0;
  std::uint64_t cache_blocks = 0;  // 0: no cache
  bool busy = false;               // an iteration, or a request, is in work
  std::uint32_t outstanding() const { return waiting + running; }
};

// Sums since open().
struct ReplicaTotals {
  Duration busy{};                     // while anything ran
  Duration prompt_busy{};              // of that, in iterations that processed prompts
  std::uint64_t iterations = 0;
  std::uint64_t batch_sum = 0;         // requests in each iteration, summed over them
  std::uint64_t prompt_tokens = 0;     // of prompts begun, each counted once
  std::uint64_t cached_tokens = 0;     // of these, found in the cache
  std::uint64_t repeated_tokens = 0;   // prefilled again after a preemption
  std::uint64_t output_tokens = 0;
  std::uint64_t preemptions = 0;
  double block_seconds = 0;            // blocks in use, integrated; within a run of decode iterations taken to grow evenly
  std::uint64_t cache_blocks = 0;      // that there are, no sum; 0: no cache, or one without bound
  bool operator==(const ReplicaTotals&) const = default;
};

// What distinguishes replicas of one service: the device they run on. Replicas of equal devices share one.
struct ReplicaProfile {
  double speed = 1;                 // of recorded durations, relative to the reference device
  StepTimes steps;                  // of a language model's iterations; empty for others
  BatchTimes batches;               // of samples through another model; empty for others
  // Keys and values: blocks, or what they are calculated from (COST.md, 6), over all devices of the replica. All 0: without bound.
  std::uint64_t cache_blocks = 0;
  double memory_bytes = 0;
  double model_bytes = 0;           // weights and activations
  double cache_bytes_per_token = 0;
  double host_link_rate = 0;        // bytes/s between the cache and host memory; 0: preempted requests cannot be swapped
  double power_idle_w = 0;
  double power_busy_w = 0;
};

// All replicas of one service. The engine of the simulation calls, at each instant and in this order: advance() for replicas whose event is
// due; offer() for requests that arrive and withdraw() for those that leave; then settle() once for every replica that any of these calls
// named or also_due() names, until there is none. So iterations begin when all that happens at an instant is known: free before ask.
//
// A request may be at several replicas at once (a hedged copy), but only once at each.
class ServingEngine {
 public:
  virtual ~ServingEngine() = default;

  // A new run. References must outlive it.
  virtual void reset(const RequestColumns& requests, ServingSink& sink) = 0;
  // The replica may take requests from now on. `profile` outlives it. Ids are small numbers, in any order; none is opened twice.
  virtual void open(ReplicaId replica, const ReplicaProfile& profile) = 0;
  // No request will be sent there any more, by the engine itself neither; those it has go on.
  virtual void drain(ReplicaId /*replica*/) {}
  // REQUIRES nothing waiting or running there.
  virtual void close(ReplicaId replica) = 0;
  // Whether arrivals may go to this open replica; decided when it is opened.
  virtual bool takes_arrivals(ReplicaId /*replica*/) const { return true; }

  // A request joins. False: refused (full, or it could never run there), and nothing changed.
  virtual bool offer(SimTime now, ReplicaId replica, RequestId request) = 0;
  // What is due at `now` happens.
  virtual void advance(SimTime now, ReplicaId replica) = 0;
  // Begins what can begin; returns when the replica's next event is due, later than `now`, time_never when none.
  virtual SimTime settle(SimTime now, ReplicaId replica) = 0;
  // A request leaves, wherever it is (time out, hedged copy won). False when it is not there. No call of the sink but tokens(), of iterations
  // that are over. An iteration that it is in goes on to its end as if it were there.
  virtual bool withdraw(SimTime now, ReplicaId replica, RequestId request) = 0;
  // Replicas whose next event may have changed by calls that named others, since this was last asked; asking empties the list. The span is
  // valid until the next call of the engine. Only engines with several kinds of replica name any.
  virtual std::span<const ReplicaId> also_due() { return {}; }

  // All requests of the replica leave, running ones in a fixed order, then waiting ones in theirs, and are appended to `evicted`. No call of the sink.
  virtual void evict(SimTime now, ReplicaId replica, std::vector<RequestId>& evicted) = 0;

  // Truth at `now`, also in the middle of a run of iterations.
  virtual ReplicaLoad load(SimTime now, ReplicaId replica) const = 0;
  virtual ReplicaTotals totals(SimTime now, ReplicaId replica) const = 0;
};

}  // namespace suanli
