// request_states.h -- where each request of a run is now.
#pragma once

#include <cstdint>

#include "sim/base/ids.h"
#include "sim/base/time.h"

namespace suanli {

enum class RequestStage : unsigned char { unseen, gateway, served, backing_off, ended };

struct RequestState {
  static constexpr auto nowhere = static_cast<ReplicaId>(0xFFFFFFFF);

  SimTime routed{};              // when it was sent to `replica`
  ReplicaId replica = nowhere;   // while served
  ReplicaId copy = nowhere;      // where its hedged copy is
  std::uint16_t attempt = 0;     // 1 is the first; of timers, those of another attempt are stale
  RequestStage stage = RequestStage::unseen;
  bool has_first_token = false;

  bool is_at(ReplicaId other) const { return stage == RequestStage::served && (replica == other || copy == other); }
};

// Of all services; a request belongs to one.
using RequestStates = IdVector<RequestId, RequestState>;

}  // namespace suanli
