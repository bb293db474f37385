// observer.h -- told of every change of a run; can change nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/engine/allocation.h"
#include "sim/model/job.h"

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
  // All events of the instant are applied and the policy has nothing more to say; the state is `state`'s until the next call.
  virtual void settled(SimTime /*now*/) {}
  // The last call. Jobs neither ended nor rejected are unfinished.
  virtual void finished(SimTime /*end*/) {}
};

}  // namespace suanli
