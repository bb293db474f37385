// request_states.h -- where each request of a run is now.
#pragma once

#include <cstdint>

#include "sim/base/ids.h"
#include "sim/base/time.h"

namespace suanli {

enum class RequestStage : unsigned char { unseen, gateway, served, backing_off, ended };

struct RequestState {
  static constexpr auto nowhere = static_cast<ReplicaId>(0xFFFFFFFF);

  SimTime routed{};                   // when it was sent to `replica`
  SimTime copied{};                   // when its hedged copy was sent
  SimTime first_token = time_never;   // of this attempt
  ReplicaId replica = nowhere;        // while served: where the balancer sent it
  ReplicaId holder = nowhere;         // and where it is now: another replica, when its engine moved it
  ReplicaId copy = nowhere;           // where its hedged copy is
  std::uint16_t attempt = 0;          // 1 is the first; of timers, those of another attempt are stale
  RequestStage stage = RequestStage::unseen;
  bool evicted = false;               // the attempt began anew because its replica went away

  bool is_hedged() const { return copy != nowhere; }
};

// Of all services; a request belongs to one.
using RequestStates = IdVector<RequestId, RequestState>;

}  // namespace suanli
