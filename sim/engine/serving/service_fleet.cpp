// service_fleet.cpp -- a service through one instant, and what its serving engine tells.
#include "sim/engine/serving/service_fleet.h"

#include <algorithm>

#include "sim/base/check.h"

namespace suanli {

void ServiceFleet::reset(ServiceId id, const ServiceSetup& setup, const Workload& workload, const Cluster& cluster, RequestStates& states,
                         ServiceHost& host) {
  id_ = id;
  spec_ = setup.spec;
  rules_ = &spec_->rules;
  engine_ = setup.engine;
  balancing_ = setup.balancing;
  scaling_ = setup.scaling;
  seed_ = setup.seed;
  workload_ = &workload;
  cluster_ = &cluster;
  requests_ = &workload.requests;
  states_ = &states;
  host_ = &host;
  now_ = {};
  replicas_.resize(0);
  candidates_.clear();
  tells_candidates_ = false;
  touched_.clear();
  leaving_.clear();
  notices_ = balancing_->notices();
  noticed_.clear();
  gateway_.reset(*requests_, states, rules_->gateway.by_priority);
  rate_.reset();
  if (rules_->gateway.requests_per_s) {
    rate_.reset(std::max(to_duration(1 / *rules_->gateway.requests_per_s).value_or(Duration::max() / 4), Duration(1)), rules_->gateway.burst);
  }
  SUANLI_ASSERT(rules_->gateway.replica_outstanding.value_or(1) > 0, "a replica may have a request");
  history_.reset(rules_->information_delay);
  timers_.reset();
  timer_event_.reset();
  timers_at_ = time_never;
  unfinished_ = served_ = copies_ = held_ = 0;
  last_end_ = {};
  next_scaling_ = time_zero;
  next_period_ = time_never;
  last_change_.reset();
  has_begun_ = has_activated_ = false;
  asked_at_ = {};
  arrived_ = completed_ = met_slo_ = all_completed_ = 0;
  closed_busy_ = {};
  engine_->reset(*requests_, *this);
}

void ServiceFleet::replica_due(SimTime now, ReplicaId replica) {
  if (replicas_[replica].stage == ReplicaStage::booting) {
    become_ready(now, replica);
    return;
  }
  ask(now, replica, [&] { engine_->advance(now, replica); });
  touch(replica);
}

void ServiceFleet::touch(ReplicaId replica) {
  Replica& each = replicas_[replica];
  review(replica);
  if (!history_.delays()) notice(replica);
  if (each.is_touched) return;
  each.is_touched = true;
  touched_.push_back(replica);
}

// Requests are routed, then replicas begin what they can; what ends thereby may let a balancer send more.
void ServiceFleet::settle(SimTime now) {
  now_ = now;
  if (!gateway_.empty()) activate(now);
  route_waiting(now);
  do {
    for (std::size_t next = 0;; ++next) {
      for (const ReplicaId replica : engine_->also_due()) touch(replica);
      if (next == touched_.size()) break;
      settle_replica(now, touched_[next]);
    }
    touched_.clear();
    route_waiting(now);
  } while (!touched_.empty());
  schedule_timers();
}

void ServiceFleet::settle_replica(SimTime now, ReplicaId replica) {
  Replica& each = replicas_[replica];
  each.is_touched = false;
  if (each.stage == ReplicaStage::closed) return;
  SimTime due = time_never;
  ask(now, replica, [&] { due = engine_->settle(now, replica); });
  if (due == time_never) host_->cancel(each.event);
  else host_->schedule(each.event, due, EventKind::completion);
  review(replica);
  if (history_.delays()) history_.changed(now, replica, load_now(now, replica));
  else notice(replica);
  if (each.stage != ReplicaStage::draining) return;
  const ReplicaLoad load = engine_->load(now, replica);
  if (load.outstanding() == 0 && !load.busy) close(now, replica);  // a batch goes on to its end although all in it were withdrawn
}

void ServiceFleet::withdraw_losers(SimTime now) {
  while (!leaving_.empty()) {
    const Leaving leaving = leaving_.back();
    leaving_.pop_back();
    const bool was_there = engine_->withdraw(now, leaving.replica, leaving.request);
    SUANLI_ASSERT(was_there, "a copy that lost was not at its replica");
    touch(leaving.replica);
  }
}

void ServiceFleet::started(SimTime at, RequestId request) {
  tell([&](Observer& observer) { observer.request_started(at, request); });
}

void ServiceFleet::preempted(SimTime at, RequestId request) {
  tell([&](Observer& observer) { observer.request_preempted(at, request); });
}

bool ServiceFleet::wants_tokens() const {
  const auto observers = host_->observers();
  return std::any_of(observers.begin(), observers.end(), [](const Observer* observer) { return observer->wants_tokens(); });
}

void ServiceFleet::tokens(RequestId request, std::span<const SimTime> at) {
  tell([&](Observer& observer) { observer.tokens(request, at); });
}

void ServiceFleet::first_token(SimTime at, RequestId request) {
  RequestState& state = (*states_)[request];
  if (state.first_token != time_never) return;  // the other copy's was first
  state.first_token = at;
  tell([&](Observer& observer) { observer.first_token(at, request); });
  const ReplicaId winner = current_;
  if (winner == state.copy) balancing_->first_token(*this, request, winner, at - state.copied);
  else balancing_->first_token(*this, request, state.replica, at - state.routed);
  if (state.is_hedged() && rules_->hedge.until == HedgeUntil::first_token) lose(at, request, winner == state.copy ? state.holder : state.copy);
}

void ServiceFleet::moved(SimTime /*at*/, RequestId request, ReplicaId from, ReplicaId to) {
  RequestState& state = (*states_)[request];
  SUANLI_ASSERT(state.holder == from, "a request was moved from a replica that does not have it");
  state.holder = to;
}

// Refused late, or out of patience, it leaves a copy behind if it has one.
void ServiceFleet::ended(SimTime at, RequestId request, ServedAs as) {
  RequestState& state = (*states_)[request];
  SUANLI_ASSERT(state.stage == RequestStage::served && (current_ == state.holder || current_ == state.copy),
                "a request ended at a replica that it was not sent to");
  if (as != ServedAs::completed && state.is_hedged()) {
    copy_lost(at, request, current_, as);
    return;
  }
  const ReplicaId winner = current_;
  if (state.is_hedged()) lose(at, request, winner == state.copy ? state.holder : state.copy);
  balancing_->ended(*this, request, state.replica, as, at - state.routed);
  --served_;
  switch (as) {
    case ServedAs::completed:
      ++completed_;
      ++all_completed_;
      if (rules_->limits_for(requests_->priority_of(request))
              .are_met(requests_->arrival[request], state.first_token, at, requests_->output_tokens[request])) {
        ++met_slo_;
      }
      end(at, request, JobStatus::completed, RequestFault::none, winner);
      return;
    case ServedAs::abandoned:
      end(at, request, JobStatus::failed, RequestFault::abandoned, winner);
      return;
    case ServedAs::rejected:
      attempt_failed(at, request, RequestFault::refused);
      return;
  }
}

void ServiceFleet::tell_totals(SimTime now) const {
  for (const ReplicaId replica : IdRange<ReplicaId>(replicas_.size())) {
    const ReplicaStage stage = replicas_[replica].stage;
    if (stage == ReplicaStage::booting || stage == ReplicaStage::closed) continue;
    const ReplicaTotals totals = engine_->totals(now, replica);
    tell([&](Observer& observer) { observer.replica_totals(now, id_, replica, totals); });
  }
}

void ServiceFleet::check(SimTime now) const {
  std::size_t outstanding = 0;
  std::size_t held = 0;
  bool one_kind = true;
  for (const ReplicaId replica : IdRange<ReplicaId>(replicas_.size())) {
    const Replica& each = replicas_[replica];
    if (each.stage == ReplicaStage::closed) continue;
    ++held;
    one_kind = one_kind && each.takes_arrivals;
    if (each.stage != ReplicaStage::booting) outstanding += engine_->load(now, replica).outstanding();
    if (each.stage == ReplicaStage::ready) SUANLI_ASSERT(each.is_full == has_its_most(replica), "a replica is full, or not, and the gateway does not know");
  }
  SUANLI_ASSERT(held == held_, "a service lost count of its replicas");
  SUANLI_ASSERT(!one_kind || outstanding == served_ + copies_, "replicas hold other requests than were sent to them");
}

}  // namespace suanli
