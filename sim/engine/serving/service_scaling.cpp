// service_scaling.cpp -- replicas come and go: places, boot, drain, and what the scaling policy is asked and may do.
#include <algorithm>
#include <tuple>

#include "sim/base/check.h"
#include "sim/engine/serving/service_fleet.h"

namespace suanli {

void ServiceFleet::tick(SimTime now) {
  now_ = now;
  if (!has_begun_) {
    has_begun_ = true;
    start_replicas(now, rules_->scaling.replicas, true);
    next_scaling_ = checked_add(now, rules_->scaling.interval).value_or(time_never);
    next_period_ = balancing_->next_period(now).value_or(time_never);
    return;
  }
  if (next_scaling_ <= now) {
    ask_scaler(now);
    next_scaling_ = checked_add(now, rules_->scaling.interval).value_or(time_never);
  }
  if (next_period_ <= now) {
    see_loads(now);
    balancing_->periodic(*this);
    next_period_ = balancing_->next_period(now).value_or(time_never);
    SUANLI_ASSERT(next_period_ > now, "a balancer's next period lies ahead");
  }
}

ScalingView ServiceFleet::scaling_view(SimTime now) {
  ScalingView view;
  view.now = now;
  view.interval = now - asked_at_;
  view.configured = rules_->scaling.replicas;
  view.min = rules_->scaling.min;
  view.max = rules_->scaling.max;
  view.future = this;
  view.waiting = gateway_.size();
  view.arrived = arrived_;
  view.completed = completed_;
  view.met_slo = met_slo_;
  Duration busy{};
  Duration all_busy = closed_busy_;
  std::uint64_t outstanding = gateway_.size();
  double used = 0;
  const ReplicaOnClass* slowest_boot = nullptr;
  for (const ReplicaId replica : IdRange<ReplicaId>(replicas_.size())) {
    Replica& each = replicas_[replica];
    if (each.stage == ReplicaStage::closed) continue;
    if (slowest_boot == nullptr || on_class(each).load > slowest_boot->load) slowest_boot = &on_class(each);
    if (each.stage == ReplicaStage::booting) {
      ++view.booting;
      continue;
    }
    const ReplicaTotals totals = engine_->totals(now, replica);
    const ReplicaLoad load = engine_->load(now, replica);
    all_busy += totals.busy;
    view.waiting += load.waiting;
    if (each.stage == ReplicaStage::draining) {
      ++view.draining;
      continue;
    }
    ++view.ready;
    if (load.outstanding() > 0) ++view.busy;
    busy += totals.busy - each.busy_at_tick;
    each.busy_at_tick = totals.busy;
    outstanding += load.outstanding();
    if (load.cache_blocks > 0) used += static_cast<double>(load.cache_blocks_used) / static_cast<double>(load.cache_blocks);
  }
  view.boot = rules_->scaling.boot + (slowest_boot != nullptr ? slowest_boot->load : Duration{});
  const double ready = std::max(1.0, static_cast<double>(view.ready));
  if (view.interval > Duration{}) view.utilisation = to_seconds(busy) / (ready * to_seconds(view.interval));
  view.outstanding = static_cast<double>(outstanding) / ready;
  view.cache_utilisation = used / ready;
  if (all_busy > Duration{}) view.replica_rate = static_cast<double>(all_completed_) / to_seconds(all_busy);
  return view;
}

std::uint64_t ServiceFleet::between(SimTime from, SimTime until) const {
  const auto begin = requests_->arrival.begin();
  const auto first = std::lower_bound(begin, requests_->arrival.end(), from) - begin;
  const auto last = std::lower_bound(begin, requests_->arrival.end(), until) - begin;
  const auto names = requests_->service.begin();
  return static_cast<std::uint64_t>(std::count(names + first, names + std::max(first, last), spec_->requests_name));
}

void ServiceFleet::ask_scaler(SimTime now) {
  const ScalingView view = scaling_view(now);
  asked_at_ = now;
  arrived_ = completed_ = met_slo_ = 0;
  has_activated_ = false;
  const std::uint32_t current = view.ready + view.booting;
  const std::uint32_t wanted = within_rules(scaling_->desired(view), current);
  if (wanted == current) return;
  if (last_change_ && now - *last_change_ < rules_->scaling.cooldown) return;
  if (wanted > current) start_replicas(now, wanted - current, false);
  else stop_replicas(now, current - wanted);
  last_change_ = now;
}

std::uint32_t ServiceFleet::within_rules(std::uint32_t desired, std::uint32_t current) const {
  const ScalingRules& rules = rules_->scaling;
  const std::uint32_t wanted = std::clamp(desired, rules.min, rules.max);
  if (wanted > current) {
    const std::uint32_t most = rules.max_up ? current + *rules.max_up : std::max(2 * current, current + 4);
    return std::min(wanted, std::max(most, rules.min));
  }
  const std::uint32_t down = current - wanted;
  return rules.max_down && down > *rules.max_down ? std::min(current - *rules.max_down, std::max(current, rules.min)) : wanted;
}

void ServiceFleet::start_replicas(SimTime now, std::uint32_t count, bool is_booted) {
  for (; count > 0; --count) {
    Allocation holds;
    if (!host_->place_replica(id_, holds)) {
      tell([&](Observer& observer) { observer.replica_unplaced(now, id_, count); });
      return;
    }
    Replica fresh;
    fresh.holds = std::move(holds);
    fresh.node_class = cluster_->class_of(fresh.holds.front().node);
    fresh.placed = now;
    const ReplicaId replica = replicas_.push_back(std::move(fresh));
    Replica& each = replicas_[replica];
    each.event = host_->open_event(id_, replica);
    ++held_;
    last_end_ = std::max(last_end_, now);
    tell([&](Observer& observer) { observer.replica_started(now, id_, replica, each.holds); });
    const Duration boot = rules_->scaling.boot + on_class(each).load;
    const auto ready_at = is_booted ? now : checked_add(now, boot).value_or(time_never);
    if (ready_at == now) become_ready(now, replica);
    else if (ready_at != time_never) host_->schedule(each.event, ready_at, EventKind::timer);
  }
}

// From nothing: the first request that waits does not wait for the scaler's next interval.
void ServiceFleet::activate(SimTime now) {
  if (has_activated_ || !has_begun_ || rules_->scaling.max == 0) return;
  const bool any = std::any_of(replicas_.begin(), replicas_.end(), [](const Replica& each) {
    return each.stage == ReplicaStage::booting || each.stage == ReplicaStage::ready;
  });
  if (any) return;
  has_activated_ = true;
  start_replicas(now, 1, false);
}

void ServiceFleet::become_ready(SimTime now, ReplicaId replica) {
  Replica& each = replicas_[replica];
  each.stage = ReplicaStage::ready;
  last_end_ = std::max(last_end_, now);
  engine_->open(replica, on_class(each).profile);
  each.takes_arrivals = engine_->takes_arrivals(replica);
  if (!each.takes_arrivals && rules_->hedge.after) {
    throw InputError({}, "service " + spec_->name + " sends copies of requests, and its serving engine moves requests between replicas",
                     "leave out \"hedge\", or serve requests whole");
  }
  if (history_.delays()) history_.open(replica, load_now(now, replica));
  tell([&](Observer& observer) { observer.replica_ready(now, id_, replica); });
  touch(replica);
  list_candidates();
}

void ServiceFleet::list_candidates() {
  candidates_.clear();
  for (const ReplicaId replica : IdRange<ReplicaId>(replicas_.size())) {
    if (is_candidate(replicas_[replica])) candidates_.push_back(candidate(replica));
  }
  tells_candidates_ = false;
  balancing_->candidates_changed(*this);
}

// Those not ready yet first, then those with the fewest requests, then the youngest.
void ServiceFleet::stop_replicas(SimTime now, std::uint32_t count) {
  struct Victim {
    bool is_ready = false;
    std::uint32_t outstanding = 0;
    SimTime placed{};
    ReplicaId replica{};
  };
  std::vector<Victim> victims;
  for (const ReplicaId replica : IdRange<ReplicaId>(replicas_.size())) {
    const Replica& each = replicas_[replica];
    if (each.stage == ReplicaStage::booting) victims.push_back({false, 0, each.placed, replica});
    if (each.stage == ReplicaStage::ready) victims.push_back({true, engine_->load(now, replica).outstanding(), each.placed, replica});
  }
  std::sort(victims.begin(), victims.end(), [](const Victim& a, const Victim& b) {
    return std::tuple(a.is_ready, a.outstanding, b.placed, b.replica) < std::tuple(b.is_ready, b.outstanding, a.placed, a.replica);
  });
  victims.resize(std::min<std::size_t>(victims.size(), count));
  for (const Victim& victim : victims) {
    if (victim.is_ready) drain(now, victim.replica);
    else close(now, victim.replica);
  }
  list_candidates();
}

void ServiceFleet::drain(SimTime now, ReplicaId replica) {
  replicas_[replica].stage = ReplicaStage::draining;
  engine_->drain(replica);
  tell([&](Observer& observer) { observer.replica_draining(now, id_, replica); });
  if (const auto at = checked_add(now, rules_->scaling.drain)) {
    add_timer(*at, ServiceTimer::drained, static_cast<std::uint32_t>(replica), 0);
  }
  touch(replica);
}

// It had its time: what it still has begins anew elsewhere.
void ServiceFleet::drained(SimTime now, ReplicaId replica) {
  evicted_.clear();
  ask(now, replica, [&] { engine_->evict(now, replica, evicted_); });
  touch(replica);
  for (const RequestId request : evicted_) {
    RequestState& state = (*states_)[request];
    if (state.is_hedged()) {
      copy_lost(now, request, replica, ServedAs::abandoned);
      continue;
    }
    balancing_->ended(*this, request, state.replica, ServedAs::abandoned, now - state.routed);
    --served_;
    state.stage = RequestStage::gateway;
    state.first_token = time_never;
    state.evicted = true;
    gateway_.join(request);
  }
}

void ServiceFleet::close(SimTime now, ReplicaId replica) {
  Replica& each = replicas_[replica];
  if (each.stage != ReplicaStage::booting) {
    const ReplicaTotals totals = engine_->totals(now, replica);
    closed_busy_ += totals.busy;
    tell([&](Observer& observer) { observer.replica_totals(now, id_, replica, totals); });
    engine_->close(replica);
  }
  each.stage = ReplicaStage::closed;
  host_->cancel(each.event);
  host_->close_event(each.event);
  tell([&](Observer& observer) { observer.replica_ended(now, id_, replica, each.holds); });
  host_->release_replica(id_, each.holds);
  --held_;
  last_end_ = std::max(last_end_, now);
}

}  // namespace suanli
