// balancing_policy.h -- which replica of a service a request goes to.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/engine/serving/serving_engine.h"

namespace suanli {

// A replica that may be chosen: ready, not draining.
struct BalancingCandidate {
  ReplicaId replica{};
  double weight = 1;      // relative rate, from the estimate tables; or as the service says
  double link_rate = 0;   // bytes/s of its node; 0: not modelled
};

// Read-only; valid during the call.
class BalancingView {
 public:
  virtual ~BalancingView() = default;
  virtual SimTime now() const = 0;
  virtual const RequestColumns& requests() const = 0;
  // Rising by ReplicaId.
  virtual std::span<const BalancingCandidate> candidates() const = 0;
  // As the balancer knows it: the truth of `information_delay` ago.
  virtual ReplicaLoad load(ReplicaId replica) const = 0;
};

// One object per service and run.
class BalancingPolicy {
 public:
  virtual ~BalancingPolicy() = default;

  // A replica of view.candidates(), which is not empty; none: keep the request at the gateway.
  virtual std::optional<ReplicaId> pick(const BalancingView& view, RequestId request) = 0;

  // For rules that keep books; told as things happen.
  virtual void candidates_changed(const BalancingView& /*view*/) {}
  virtual void routed(const BalancingView& /*view*/, RequestId /*request*/, ReplicaId /*replica*/) {}
  virtual void first_token(const BalancingView& /*view*/, RequestId /*request*/, ReplicaId /*replica*/) {}
  // `latency` since the request was routed there.
  virtual void ended(const BalancingView& /*view*/, RequestId /*request*/, ReplicaId /*replica*/, Duration /*latency*/) {}
  // When periodic() wants to be called next; asked at the start and after each call.
  virtual std::optional<SimTime> next_period(SimTime /*now*/) const { return std::nullopt; }
  virtual void periodic(const BalancingView& /*view*/) {}
};

}  // namespace suanli
