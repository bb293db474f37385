// balancing_policy.h -- which replica of a service a request goes to.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/engine/serving/serving_engine.h"

namespace suanli {

// A replica that may be chosen: ready, not draining, without all that the gateway lets it have.
struct BalancingCandidate {
  ReplicaId replica{};
  double weight = 1;       // relative rate, from the estimate tables; or as the service says
  double link_rate = 0;    // bytes/s of its node; 0: not modelled
  double usd_per_hour = 0; // of its share of the nodes it is on; 0: not known
};

// Read-only; valid during the call. What it shows of loads is the truth of `information_delay` ago.
class BalancingView {
 public:
  virtual ~BalancingView() = default;
  virtual SimTime now() const = 0;
  virtual const RequestColumns& requests() const = 0;
  // Rising by ReplicaId.
  virtual std::span<const BalancingCandidate> candidates() const = 0;
  virtual ReplicaLoad load(ReplicaId replica) const = 0;
  // Made there since it was opened: ReplicaTotals::output_tokens.
  virtual std::uint64_t output_tokens(ReplicaId replica) const = 0;
  // Whether every change of what this view shows of tokens and cache blocks is told by load_changed(). False where replicas make tokens inside
  // runs of iterations that are told at their ends, and load() is the truth of now: a policy that goes by such figures must then read those of
  // all candidates at each pick. Counts of requests are always told. Never changes in a run.
  virtual bool tokens_are_told() const = 0;
};

// Changes of loads that a policy wants to be told: none; of `waiting` and `running`; of any figure.
enum class LoadNotices : unsigned char { none, counts, all };

// One object per service and run. The engine of the simulation calls, at each instant, when all else of the instant has been applied:
//   candidates_changed()  before the first pick, and again when a replica joins or leaves candidates() or its figures there change. Replicas
//                         may leave and come back; what a policy knows of one by its id stays.
//   load_changed(r)       if notices() asks for it: before the next pick(), for each candidate r whose load as the view shows it may differ
//                         from what it showed at the last load_changed(r) or candidates_changed(). Order and repetition mean nothing. With an
//                         information delay that is when the delayed value changes; due changes may be kept until a pick needs them.
//   pick()                once for each copy of a request that is to be sent.
//   routed()              when the replica took it; load_changed() follows.
//   first_token()         once for each copy that makes tokens, ended() once for each copy that was routed: completed, rejected later, or
//                         abandoned (patience ran out, withdrawn, its replica failed). Told as it happens, without the information delay.
//   periodic()            at next_period(), after all else of that instant but picks.
class BalancingPolicy {
 public:
  virtual ~BalancingPolicy() = default;

  // A replica of view.candidates(), which is not empty; none: keep the request at the gateway.
  virtual std::optional<ReplicaId> pick(const BalancingView& view, RequestId request) = 0;

  virtual void candidates_changed(const BalancingView& /*view*/) {}
  // Never changes in a run.
  virtual LoadNotices notices() const { return LoadNotices::none; }
  virtual void load_changed(const BalancingView& /*view*/, ReplicaId /*replica*/) {}

  virtual void routed(const BalancingView& /*view*/, RequestId /*request*/, ReplicaId /*replica*/) {}
  // Times since the request was routed there; they may lie before now.
  virtual void first_token(const BalancingView& /*view*/, RequestId /*request*/, ReplicaId /*replica*/, Duration /*after*/) {}
  virtual void ended(const BalancingView& /*view*/, RequestId /*request*/, ReplicaId /*replica*/, ServedAs /*as*/, Duration /*after*/) {}

  // When periodic() wants to be called next, later than `now`; asked at the start of the run and after each call.
  virtual std::optional<SimTime> next_period(SimTime /*now*/) const { return std::nullopt; }
  virtual void periodic(const BalancingView& /*view*/) {}
};

}  // namespace suanli
