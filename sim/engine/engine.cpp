// engine.cpp -- the loop: advance to the next instant, apply all of it, settle.
#include "sim/engine/engine.h"

#include <algorithm>

#include "sim/base/check.h"

namespace suanli {

void Engine::reset(const Workload& workload, const Cluster& cluster, SchedulingPolicy& scheduling, PlacementPolicy& placement,
                   const EngineOptions& options, std::span<Observer* const> observers, std::span<const ServiceSetup> services) {
  is_ready_ = false;  // if this throws
  options_ = options;
  observers_.assign(observers.begin(), observers.end());
  needs_ = scheduling.needs();
  const EstimateTable* table = workload.works.empty() ? nullptr : options_.estimate_table;
  SUANLI_ASSERT(workload.works.empty() || table != nullptr, "a workload with described work comes with its table of estimates");
  workload_ = &workload;
  cluster_ = &cluster;
  resolve_shapes(services, table);
  run_times_.reset(workload, cluster, table);
  if (needs_.one_machine && !shapes_.scalar()) {
    throw InputError(workload.provenance.source,
                     "scheduling \"" + options_.scheduling_name + "\" with these parameters works on one machine of equal processors only",
                     "make the cluster one pool with \"count\": 1 and jobs that ask CPUs only, or use the batched semantics");
  }
  SUANLI_ASSERT(needs_.estimates || !needs_.running_by_end, "a policy wants projected ends without estimates");
  estimates_.leave_out();
  if (needs_.estimates) estimates_.renew(*needs_.estimates, workload, run_times_, shapes_);
  scheduling_ = &scheduling;
  reset_parts(placement);
  reset_progress();
  prepare_dependencies();
  prepare_services(services);
  is_ready_ = true;
}

void Engine::reset_parts(PlacementPolicy& placement) {
  state_.reset(*cluster_, shapes_, placement.needs().node_tree);
  queue_.reset(workload_->job_count(), needs_.sorted_queue, needs_.backfill_search);
  running_by_end_.clear();
  events_.reset();
  placer_.reset(*workload_, shapes_, run_times_, state_, placement, options_.placement_name, estimates_ ? &*estimates_ : nullptr);
  for (Running& entry : slots_) placer_.forget(entry.holds);
  slots_.clear();
  times_.clear();
  view_ = {};
  view_.engine_ = this;
  view_.workload_ = workload_;
  view_.cluster_ = cluster_;
  view_.state_ = &state_;
  view_.queue_ = &queue_;
  view_.running_ = &running_by_end_;
  view_.shapes_ = &shapes_;
  view_.scalar_ = shapes_.scalar();
  view_.estimates_ = estimates_ ? &*estimates_ : nullptr;
  view_.run_times_ = &run_times_;
}

void Engine::reset_progress() {
  now_ = {};
  next_arrival_ = 0;
  jobs_ended_ = 0;
  running_ = 0;
  events_now_ = 0;
  outcome_ = {};
  promised_.clear();
  entered_now_.clear();
  wake_slot_.reset();
  reason_.assign(workload_->job_count(), WaitReason::none);
  slot_of_.assign(needs_.running_by_end ? workload_->job_count() : 0, {});
}

const Allocation& Engine::View::holds(JobId job) const {
  return engine_->slots_[static_cast<std::size_t>(engine_->slot_of_[job])].holds;
}

RunOutcome Engine::run() {
  SUANLI_ASSERT(is_ready_, "an engine runs once after it is made or reset");
  is_ready_ = false;
  tell([&](Observer& observer) { observer.began(state_); });
  try {
    for (SimTime next = next_time(); next != time_never && !is_over(); next = next_time()) {
      if (next > options_.limits.simulated) {
        now_ = options_.limits.simulated;
        throw LimitReached("max_simulated_s: the next event is at " + format_seconds(next.time_since_epoch()) + " s");
      }
      if (next != now_) events_now_ = 0;
      now_ = next;
      view_.now_ = now_;
      placer_.set_now(now_);
      if (next_mark_ < options_.marks.size()) tell_marks();
      needs_.ask == AskMode::per_event ? apply_event_by_event() : apply_instant();
      if (jobs_touched_) conclude_jobs();
      if (options_.check_invariants) check_state();
      tell([&](Observer& observer) { observer.settled(now_); });
    }
  } catch (const LimitReached& reached) {
    outcome_.limit = reached.what();
    outcome_.end = now_;
  }
  outcome_.end = std::max(outcome_.end, last_end());
  for (const auto& fleet : fleets()) fleet->tell_totals(outcome_.end);
  tell([&](Observer& observer) { observer.finished(outcome_.end); });
  return outcome_;
}

SimTime Engine::next_time() const {
  SimTime next = events_.next_time();
  if (next_arrival_ < workload_->job_count()) next = std::min(next, workload_->submit[static_cast<JobId>(next_arrival_)]);
  return service_count_ == 0 ? next : next_service_time(next);
}

// The policy has nothing more to say.
void Engine::conclude_jobs() {
  while (reject_unplaceable()) settle();
  refuse_overflow();
  tell_waiting();
  set_wake();
}

// Everything that frees, then arrivals of jobs and of requests in the order of their ids, then timers; then services and after them the policy
// see the whole of it at once. Without services every instant is the jobs'.
void Engine::apply_instant() {
  jobs_touched_ = service_count_ == 0;
  const unsigned arrivals = rank(EventKind::arrival);
  while (events_.next_time() == now_ && events_.next_rank() < arrivals) apply(events_.pop());
  while (next_arrival_ < workload_->job_count() && workload_->submit[static_cast<JobId>(next_arrival_)] == now_) arrive();
  if (service_count_ > 0) {
    while (next_request_ < workload_->requests.size() && workload_->requests.arrival[static_cast<RequestId>(next_request_)] == now_) arrive_request();
  }
  while (events_.next_time() == now_) apply(events_.pop());
  if (service_count_ > 0) settle_services();
  if (jobs_touched_) settle();
}

// Prediction-over, arrival, completion: each is handled alone and the policy is asked after it.
void Engine::apply_event_by_event() {
  jobs_touched_ = true;
  const unsigned arrivals = rank(EventKind::arrival);
  while (events_.next_time() == now_ && events_.next_rank() < arrivals) {
    apply(events_.pop());
    settle();
  }
  while (next_arrival_ < workload_->job_count() && workload_->submit[static_cast<JobId>(next_arrival_)] == now_) {
    arrive();
    settle();
  }
  while (events_.next_time() == now_) {
    apply(events_.pop());
    seat_promised();
    settle();
  }
  if (promised_.empty()) return;
  throw PolicyError("scheduling " + options_.scheduling_name + " at " + format_seconds(now_.time_since_epoch()) + " s: job " +
                    std::string(workload_->id_text(slots_[static_cast<std::size_t>(promised_.front())].job)) +
                    " was started ahead of completions that did not come");
}

void Engine::check_limits() {
  ++outcome_.events;
  ++events_now_;
  if (outcome_.events >= options_.limits.events) throw LimitReached("max_events: " + std::to_string(outcome_.events) + " events were applied");
  if (events_now_ >= options_.limits.events_at_one_time) {
    throw LimitReached("max_zero_time_events: " + std::to_string(events_now_) + " events came without time advancing");
  }
  // With a deep queue an event can cost a policy a second; then few may pass before somebody is asked whether to go on.
  const std::uint64_t stride = queue_.size() < 2'000 ? 256 : 4;
  if (outcome_.events % stride == 0 && options_.keep_going && !options_.keep_going({outcome_.events, jobs_ended_, now_, requests_ended()})) {
    throw LimitReached("stopped from outside after " + std::to_string(outcome_.events) + " events");
  }
}

void Engine::apply(const Event& event) {
  check_limits();
  // The record of the event after this one; it is most likely not in the cache, and there is time to fetch it.
  if (!events_.empty()) __builtin_prefetch(&slots_[static_cast<std::size_t>(events_.next_slot())]);
  const Running& entry = slots_[static_cast<std::size_t>(event.slot)];
  switch (entry.use) {
    case SlotUse::replica:
    case SlotUse::service_timers:
      apply_serving(event.slot, entry.use);
      return;
    case SlotUse::running:
      complete(event.slot);
      return;
    case SlotUse::prediction:
      predict_again(event.slot);
      return;
    case SlotUse::wake:
      jobs_touched_ = true;
      view_.trigger_ = {EventKind::timer, std::nullopt};
      return;
    case SlotUse::unused:
      break;
  }
  SUANLI_ASSERT(false, "an event came from a slot that nobody uses");
}

void Engine::settle() {
  view_.first_ask_ = true;
  for (;;) {
    ++outcome_.asks;
    const auto decision = scheduling_->next_start(view_, placer_);
    view_.first_ask_ = false;
    if (!decision) break;
    start(*decision);
  }
  placer_.discard();
}

void Engine::tell_waiting() {
  const auto tell_one = [&](JobId job, WaitReason reason) {
    if (reason_[job] == reason) return;
    reason_[job] = reason;
    tell([&](Observer& observer) { observer.waits_for(now_, job, reason); });
  };
  for (const PlacementSession::Noted& noted : placer_.noted()) {
    if (queue_.contains(noted.job) || (noted.reason == WaitReason::dependency && unmet_[noted.job] > 0)) tell_one(noted.job, noted.reason);
  }
  placer_.noted().clear();
  for (const JobId job : entered_now_) {
    if (queue_.contains(job) && (reason_[job] == WaitReason::none || reason_[job] == WaitReason::dependency)) tell_one(job, needs_.wait_reason);
  }
  entered_now_.clear();
}

void Engine::set_wake() {
  const SimTime at = std::min(scheduling_->wake_at(view_).value_or(time_never), placer_.next_retry());
  if (at == time_never) {
    if (wake_slot_) events_.cancel(*wake_slot_);
    return;
  }
  if (!wake_slot_) wake_slot_ = open_slot(SlotUse::wake);
  events_.schedule(*wake_slot_, std::max(at, now_ + Duration(1)), rank(EventKind::timer));
}

void Engine::check_state() const {
  std::vector<ClusterState::Held> held;
  for (const Running& entry : slots_) {
    if (entry.use == SlotUse::running) held.push_back({&shapes_[workload_->shape[entry.job]].task, &entry.holds});
  }
  for (std::size_t i = 0; i < service_count_; ++i) {
    const TaskShape& task = shapes_.of_service(static_cast<ServiceId>(i)).task;
    fleets_[i]->for_each_held([&](const Allocation& holds) { held.push_back({&task, &holds}); });
    fleets_[i]->check(now_);
  }
  state_.check(held);
}

}  // namespace suanli
