// service_routing.cpp -- requests of a service from their arrival to a replica, and back when an attempt fails.
#include <algorithm>
#include <string>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "sim/engine/serving/service_fleet.h"

namespace suanli {

void ServiceFleet::arrive(SimTime now, RequestId request) {
  now_ = now;
  ++unfinished_;
  ++arrived_;
  tell([&](Observer& observer) { observer.request_arrived(now, request, id_); });
  (*states_)[request].attempt = 1;
  send(now, request);
}

// One attempt: past the gateway's rules, to a replica or into the queue.
void ServiceFleet::send(SimTime now, RequestId request) {
  RequestState& state = (*states_)[request];
  state.stage = RequestStage::gateway;
  state.first_token = time_never;
  state.evicted = false;
  if (rules_->retry.timeout) {
    const auto at = checked_add(now, *rules_->retry.timeout);
    if (at) add_timer(*at, ServiceTimer::timeout, static_cast<std::uint32_t>(request), state.attempt);
  }
  if (!may_enter(now)) {
    attempt_failed(now, request, RequestFault::overload);
    return;
  }
  if (gateway_.empty() && route(now, request)) return;
  if (rules_->gateway.max_queue && gateway_.size() >= *rules_->gateway.max_queue) {
    attempt_failed(now, request, RequestFault::queue_full);
    return;
  }
  gateway_.join(request);
}

bool ServiceFleet::may_enter(SimTime now) {
  const auto& most = rules_->gateway.max_outstanding;
  if (most && gateway_.size() + served_ >= *most) return false;
  return rate_.lets_in(now);
}

// A replica that has all it may have is no candidate. O(candidates) where that changes.
void ServiceFleet::review(ReplicaId replica) {
  if (!rules_->gateway.replica_outstanding) return;
  Replica& each = replicas_[replica];
  if (each.stage != ReplicaStage::ready || each.is_full == has_its_most(replica)) return;
  each.is_full = !each.is_full;
  if (!each.takes_arrivals) return;
  const auto place = std::lower_bound(candidates_.begin(), candidates_.end(), replica,
                                      [](const BalancingCandidate& listed, ReplicaId sought) { return listed.replica < sought; });
  if (each.is_full) candidates_.erase(place);
  else candidates_.insert(place, candidate(replica));
  tells_candidates_ = true;
}

void ServiceFleet::notice(ReplicaId replica) {
  if (notices_ == LoadNotices::none || replicas_[replica].is_noticed) return;
  replicas_[replica].is_noticed = true;
  noticed_.push_back(replica);
}

// Brings what the balancer sees and knows up to now.
void ServiceFleet::see_loads(SimTime now) {
  now_ = now;
  if (history_.delays()) history_.pass(now, [&](ReplicaId replica) { notice(replica); });
  if (tells_candidates_) balancing_->candidates_changed(*this);
  tells_candidates_ = false;
  for (const ReplicaId replica : noticed_) {
    Replica& each = replicas_[replica];
    each.is_noticed = false;
    if (is_candidate(each)) balancing_->load_changed(*this, replica);
  }
  noticed_.clear();
}

// False: the balancer keeps it, or there is no replica to choose from.
bool ServiceFleet::route(SimTime now, RequestId request) {
  if (candidates_.empty()) return false;
  see_loads(now);
  const auto replica = balancing_->pick(*this, request);
  if (!replica) return false;
  offer(now, request, *replica);
  return true;
}

void ServiceFleet::route_waiting(SimTime now) {
  while (!gateway_.empty() && !candidates_.empty()) {
    const RequestId request = gateway_.first();
    see_loads(now);
    const auto replica = balancing_->pick(*this, request);
    if (!replica) return;
    gateway_.pop();
    offer(now, request, *replica);
  }
}

void ServiceFleet::require_candidate(SimTime now, RequestId request, ReplicaId replica) const {
  if (index_of(replica) < replicas_.size() && is_candidate(replicas_[replica])) return;
  throw PolicyError("balancing " + spec_->balancing_name + " of service " + spec_->name + " at " + format_seconds(now.time_since_epoch()) +
                    " s: request " + std::string(workload_->request_id_text(request)) + " was sent to replica " +
                    std::to_string(index_of(replica)) + ", which is none of the " + std::to_string(candidates_.size()) + " that take requests");
}

void ServiceFleet::offer(SimTime now, RequestId request, ReplicaId replica) {
  require_candidate(now, request, replica);
  bool is_taken = false;
  ask(now, replica, [&] { is_taken = engine_->offer(now, replica, request); });
  if (!is_taken) {
    attempt_failed(now, request, RequestFault::refused);
    return;
  }
  touch(replica);
  RequestState& state = (*states_)[request];
  state.stage = RequestStage::served;
  state.routed = now;
  state.replica = state.holder = replica;
  ++served_;
  const RoutedAs as = state.evicted ? RoutedAs::evicted : state.attempt > 1 ? RoutedAs::retry : RoutedAs::first;
  tell([&](Observer& observer) { observer.request_routed(now, request, id_, replica, as); });
  balancing_->routed(*this, request, replica);
  if (!rules_->hedge.after) return;
  if (const auto at = checked_add(now, *rules_->hedge.after)) {
    add_timer(*at, ServiceTimer::hedge, static_cast<std::uint32_t>(request), state.attempt);
  }
}

// The request is at no replica and not in the queue. Its client tries again, or it is over.
void ServiceFleet::attempt_failed(SimTime now, RequestId request, RequestFault fault) {
  RequestState& state = (*states_)[request];
  if (state.attempt <= rules_->retry.retries) {
    state.stage = RequestStage::backing_off;
    if (const auto at = checked_add(now, backoff(request, state.attempt))) {
      add_timer(*at, ServiceTimer::retry, static_cast<std::uint32_t>(request), state.attempt);
      return;
    }
  }
  end(now, request, fault == RequestFault::timeout ? JobStatus::failed : JobStatus::rejected, fault, RequestState::nowhere);
}

void ServiceFleet::end(SimTime at, RequestId request, JobStatus status, RequestFault fault, ReplicaId replica) {
  (*states_)[request].stage = RequestStage::ended;
  --unfinished_;
  last_end_ = std::max(last_end_, at);
  tell([&](Observer& observer) { observer.request_ended(at, request, status, fault, replica); });
}

// Before the retry after `attempt`.
Duration ServiceFleet::backoff(RequestId request, std::uint16_t attempt) const {
  const RetryRules& rules = rules_->retry;
  const double longest_s = to_seconds(rules.longest);
  double wait_s = to_seconds(rules.backoff);
  for (std::uint16_t i = 1; i < attempt && wait_s < longest_s; ++i) wait_s *= rules.factor;
  wait_s = std::min(wait_s, longest_s);
  if (rules.jitter > 0) {
    Stream stream(seed_, "retries/" + spec_->name, std::uint64_t{attempt} << 32 | index_of(request));
    wait_s *= 1 + rules.jitter * (2 * stream.uniform() - 1);
  }
  return std::max(to_duration(wait_s).value_or(rules.longest), Duration(1));
}

void ServiceFleet::add_timer(SimTime at, ServiceTimer what, std::uint32_t number, std::uint16_t attempt) {
  timers_.add(at, what, number, attempt, [&](const ServiceTimers::Timer& timer) { return is_stale(timer); });
}

bool ServiceFleet::is_stale(const ServiceTimers::Timer& timer) const {
  if (timer.what == ServiceTimer::drained) return replicas_[static_cast<ReplicaId>(timer.number)].stage != ReplicaStage::draining;
  const RequestState& state = (*states_)[static_cast<RequestId>(timer.number)];
  if (state.attempt != timer.attempt) return true;
  switch (timer.what) {
    case ServiceTimer::retry:
      return state.stage != RequestStage::backing_off;
    case ServiceTimer::timeout:
      return state.stage != RequestStage::gateway && state.stage != RequestStage::served;
    case ServiceTimer::hedge: {
      // A request that was sent anew after an eviction has a later timer of its own.
      const bool is_over = rules_->hedge.until == HedgeUntil::first_token && state.first_token != time_never;
      return state.stage != RequestStage::served || state.is_hedged() || is_over || timer.at - state.routed != *rules_->hedge.after;
    }
    case ServiceTimer::drained:
      break;
  }
  return true;
}

void ServiceFleet::timers_due(SimTime now) {
  now_ = now;
  timers_at_ = time_never;
  while (timers_.next() <= now) {
    const ServiceTimers::Timer timer = timers_.pop();
    if (is_stale(timer)) continue;
    const auto request = static_cast<RequestId>(timer.number);
    switch (timer.what) {
      case ServiceTimer::timeout:
        timed_out(now, request);
        break;
      case ServiceTimer::retry:
        retry(now, request);
        break;
      case ServiceTimer::hedge:
        hedge(now, request);
        break;
      case ServiceTimer::drained:
        drained(now, static_cast<ReplicaId>(timer.number));
        break;
    }
  }
}

void ServiceFleet::schedule_timers() {
  const SimTime at = timers_.next();
  if (at == timers_at_) return;
  timers_at_ = at;
  if (!timer_event_) timer_event_ = host_->open_event(id_, std::nullopt);
  if (at == time_never) host_->cancel(*timer_event_);
  else host_->schedule(*timer_event_, at, EventKind::timer);
}

void ServiceFleet::retry(SimTime now, RequestId request) {
  ++(*states_)[request].attempt;
  send(now, request);
}

void ServiceFleet::timed_out(SimTime now, RequestId request) {
  if ((*states_)[request].stage == RequestStage::gateway) {
    gateway_.leave();
  } else {
    leave_replicas(now, request);
  }
  attempt_failed(now, request, RequestFault::timeout);
}

// It and its copy.
void ServiceFleet::leave_replicas(SimTime now, RequestId request) {
  RequestState& state = (*states_)[request];
  if (state.is_hedged()) lose(now, request, state.copy);
  leaving_.push_back({request, state.holder});
  withdraw_losers(now);
  balancing_->ended(*this, request, state.replica, ServedAs::abandoned, now - state.routed);
  --served_;
}

// One of two copies is to be withdrawn as soon as the serving engine may be called; the other stands for the request.
void ServiceFleet::lose(SimTime now, RequestId request, ReplicaId loser) {
  leaving_.push_back({request, loser});
  copy_lost(now, request, loser, ServedAs::abandoned);
}

void ServiceFleet::copy_lost(SimTime at, RequestId request, ReplicaId loser, ServedAs as) {
  RequestState& state = (*states_)[request];
  const bool is_copy = loser == state.copy;
  balancing_->ended(*this, request, loser, as, at - (is_copy ? state.copied : state.routed));
  if (!is_copy) {
    state.replica = state.holder = state.copy;
    state.routed = state.copied;
  }
  state.copy = RequestState::nowhere;
  --copies_;
}

void ServiceFleet::hedge(SimTime now, RequestId request) {
  RequestState& state = (*states_)[request];
  const auto replica = pick_other(request);
  if (!replica) return;
  require_candidate(now, request, *replica);
  bool is_taken = false;
  ask(now, *replica, [&] { is_taken = engine_->offer(now, *replica, request); });
  if (!is_taken) return;
  touch(*replica);
  state.copy = *replica;
  state.copied = now;
  ++copies_;
  tell([&](Observer& observer) { observer.request_routed(now, request, id_, *replica, RoutedAs::copy); });
  balancing_->routed(*this, request, *replica);
}

// The balancer's choice; where that is the replica it is at, the one with the fewest requests of the others.
std::optional<ReplicaId> ServiceFleet::pick_other(RequestId request) {
  const ReplicaId here = (*states_)[request].holder;
  if (candidates_.empty()) return std::nullopt;
  see_loads(now_);
  const auto picked = balancing_->pick(*this, request);
  if (picked && *picked != here) return picked;
  std::optional<ReplicaId> best;
  for (const BalancingCandidate& each : candidates_) {
    if (each.replica == here) continue;
    if (!best || load(each.replica).outstanding() < load(*best).outstanding()) best = each.replica;
  }
  return best;
}

}  // namespace suanli
