// observer.h -- told of every change of a run; can change nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/engine/allocation.h"
#include "sim/engine/serving/serving_engine.h"
#include "sim/model/job.h"
#include "sim/model/service.h"

namespace suanli {

class ClusterState;

// Why a job was rejected; the first that held. no_place: the placement policy seats it nowhere although nothing runs.
// no_plan: no device that it may have can do its work.
enum class RejectReason : unsigned char { too_large, no_such_zone, no_such_model, dependency, queue_full, no_place, no_plan };
inline constexpr std::array<std::string_view, 7> reject_reason_names{"too_large",  "no_such_zone", "no_such_model", "dependency",
                                                                     "queue_full", "no_place",     "no_plan"};
constexpr std::string_view name_of(RejectReason reason) {
  return reject_reason_names[static_cast<std::size_t>(reason)];
}

// Why a request was sent to a replica: for the first time, by its client once more, because the replica it was at went away, or as a second copy.
enum class RoutedAs : unsigned char { first, retry, evicted, copy };

// Calls come in the order of simulated time and, within an instant, in the order things happened.
class Observer {
 public:
  virtual ~Observer() = default;

  // Before t = 0's first event. `state` is valid for the whole run and shows the truth at each later call.
  virtual void began(const ClusterState& /*state*/) {}
  virtual void submitted(SimTime /*now*/, JobId /*job*/) {}
  // What keeps a waiting job waiting from now on; told when it changes, only for jobs that outlast the instant.
  virtual void waits_for(SimTime /*now*/, JobId /*job*/, WaitReason /*reason*/) {}
  virtual void started(SimTime /*now*/, JobId /*job*/, std::span<const NodeHold> /*holds*/) {}
  // completed or killed; the holds are those it started with and are still taken during the call.
  virtual void ended(SimTime /*now*/, JobId /*job*/, JobStatus /*status*/, std::span<const NodeHold> /*holds*/) {}
  virtual void rejected(SimTime /*now*/, JobId /*job*/, RejectReason /*reason*/) {}

  // Requests to online services. Times `at` may lie before the instant that tells them: tokens are told when a run of iterations ends.
  virtual void request_arrived(SimTime /*now*/, RequestId /*request*/, ServiceId /*service*/) {}
  virtual void request_routed(SimTime /*now*/, RequestId /*request*/, ServiceId /*service*/, ReplicaId /*replica*/, RoutedAs /*as*/) {}
  // It left the queue of its replica; again after a retry or an eviction, when what was told of the attempt before no longer counts.
  virtual void request_started(SimTime /*at*/, RequestId /*request*/) {}
  virtual void request_preempted(SimTime /*at*/, RequestId /*request*/) {}
  virtual void first_token(SimTime /*at*/, RequestId /*request*/) {}
  // Times of tokens after the first; only of one who wants them. Of a request that is served twice both copies' are told.
  virtual bool wants_tokens() const { return false; }
  virtual void tokens(RequestId /*request*/, std::span<const SimTime> /*at*/) {}
  // completed, failed (time out, patience) or rejected; `replica` is who completed it.
  virtual void request_ended(SimTime /*at*/, RequestId /*request*/, JobStatus /*status*/, RequestFault /*fault*/, ReplicaId /*replica*/) {}

  // A replica's life. The holds are taken from its start to its end, and still taken during the call that tells the end.
  virtual void replica_started(SimTime /*now*/, ServiceId /*service*/, ReplicaId /*replica*/, std::span<const NodeHold> /*holds*/) {}
  virtual void replica_ready(SimTime /*now*/, ServiceId /*service*/, ReplicaId /*replica*/) {}
  virtual void replica_draining(SimTime /*now*/, ServiceId /*service*/, ReplicaId /*replica*/) {}
  virtual void replica_ended(SimTime /*now*/, ServiceId /*service*/, ReplicaId /*replica*/, std::span<const NodeHold> /*holds*/) {}
  // A scaler wanted more replicas than found a place.
  virtual void replica_unplaced(SimTime /*now*/, ServiceId /*service*/, std::uint32_t /*replicas*/) {}
  // Sums of an open replica: at each of EngineOptions::marks, just before it ends, and at the end of the run.
  virtual void replica_totals(SimTime /*now*/, ServiceId /*service*/, ReplicaId /*replica*/, const ReplicaTotals& /*totals*/) {}

  // All events of the instant are applied and the policy has nothing more to say; the state is `state`'s until the next call.
  virtual void settled(SimTime /*now*/) {}
  // The last call. Jobs and requests neither ended nor rejected are unfinished.
  virtual void finished(SimTime /*end*/) {}
};

}  // namespace suanli
