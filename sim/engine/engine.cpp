// engine.cpp -- the loop: advance to the next instant, apply all of it, settle.
#include "sim/engine/engine.h"

#include <algorithm>

#include "sim/base/check.h"

namespace suanli {

Engine::Engine(const Workload& workload, const Cluster& cluster, SchedulingPolicy& scheduling, PlacementPolicy& placement,
               const EngineOptions& options, std::span<Observer* const> observers)
    : workload_(workload),
      cluster_(cluster),
      scheduling_(scheduling),
      options_(options),
      observers_(observers.begin(), observers.end()),
      needs_(scheduling.needs()),
      shapes_(workload, cluster),
      run_times_(workload, cluster),
      state_(cluster, shapes_, placement.needs().node_tree),
      queue_(workload.job_count(), needs_.sorted_queue, needs_.backfill_search),
      placer_(workload, shapes_, run_times_, state_, placement, options.placement_name, nullptr) {
  if (needs_.one_machine && !shapes_.scalar()) {
    throw InputError(workload.provenance.source,
                     "scheduling \"" + options_.scheduling_name + "\" with these parameters works on one machine of equal processors only",
                     "make the cluster one pool with \"count\": 1 and jobs that ask CPUs only, or use the batched semantics");
  }
  SUANLI_ASSERT(needs_.estimates || !needs_.running_by_end, "a policy wants projected ends without estimates");
  if (needs_.estimates) {
    estimates_.emplace(*needs_.estimates, workload, run_times_, shapes_);
    placer_.use(&*estimates_);
  }
  view_.engine_ = this;
  view_.workload_ = &workload_;
  view_.cluster_ = &cluster_;
  view_.state_ = &state_;
  view_.queue_ = &queue_;
  view_.running_ = &running_by_end_;
  view_.shapes_ = &shapes_;
  view_.scalar_ = shapes_.scalar();
  view_.estimates_ = estimates_ ? &*estimates_ : nullptr;
  if (needs_.running_by_end) slot_of_.resize(workload.job_count());
  reason_.assign(workload.job_count(), WaitReason::none);
  prepare_dependencies();
}

const Allocation& Engine::View::holds(JobId job) const {
  return engine_->slots_[static_cast<std::size_t>(engine_->slot_of_[job])].holds;
}

void Engine::prepare_dependencies() {
  if (workload_.dependencies.empty()) return;
  const std::size_t jobs = workload_.job_count();
  unmet_.assign(jobs, 0);
  doomed_.assign(jobs, false);
  dependents_begin_.assign(jobs + 1, 0);
  for (const JobId on : workload_.dependencies) ++dependents_begin_[index_of(on) + 1];
  for (std::size_t i = 0; i < jobs; ++i) dependents_begin_[i + 1] += dependents_begin_[i];
  dependents_.resize(workload_.dependencies.size());
  std::vector<std::uint32_t> at(dependents_begin_.begin(), dependents_begin_.end() - 1);
  for (const JobId job : IdRange<JobId>(jobs)) {
    for (const JobId on : workload_.depends_on(job)) {
      dependents_[at[index_of(on)]++] = job;
      ++unmet_[job];
    }
  }
}

RunOutcome Engine::run() {
  tell([&](Observer& observer) { observer.began(state_); });
  try {
    for (SimTime next = next_time(); next != time_never; next = next_time()) {
      if (next > options_.limits.simulated) {
        now_ = options_.limits.simulated;
        throw LimitReached("max_simulated_s: the next event is at " + format_seconds(next.time_since_epoch()) + " s");
      }
      if (next != now_) events_now_ = 0;
      now_ = next;
      view_.now_ = now_;
      placer_.set_now(now_);
      needs_.ask == AskMode::per_event ? apply_event_by_event() : apply_instant();
      while (reject_unplaceable()) settle();
      refuse_overflow();
      tell_waiting();
      set_wake();
      if (options_.check_invariants) check_state();
      tell([&](Observer& observer) { observer.settled(now_); });
    }
  } catch (const LimitReached& reached) {
    outcome_.limit = reached.what();
    outcome_.end = now_;
  }
  tell([&](Observer& observer) { observer.finished(outcome_.end); });
  return outcome_;
}

SimTime Engine::next_time() const {
  const SimTime queued = events_.next_time();
  if (next_arrival_ == workload_.job_count()) return queued;
  return std::min(queued, workload_.submit[static_cast<JobId>(next_arrival_)]);
}

// Everything that frees, then arrivals in JobId order, then timers; then the policy sees the whole of it at once.
void Engine::apply_instant() {
  const unsigned arrivals = rank(EventKind::arrival);
  while (events_.next_time() == now_ && events_.next_rank() < arrivals) apply(events_.pop());
  while (next_arrival_ < workload_.job_count() && workload_.submit[static_cast<JobId>(next_arrival_)] == now_) arrive();
  while (events_.next_time() == now_ && events_.next_rank() > arrivals) apply(events_.pop());
  settle();
}

// Prediction-over, arrival, completion: each is handled alone and the policy is asked after it.
void Engine::apply_event_by_event() {
  const unsigned arrivals = rank(EventKind::arrival);
  while (events_.next_time() == now_ && events_.next_rank() < arrivals) {
    apply(events_.pop());
    settle();
  }
  while (next_arrival_ < workload_.job_count() && workload_.submit[static_cast<JobId>(next_arrival_)] == now_) {
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
                    std::string(workload_.id_text(slots_[static_cast<std::size_t>(promised_.front())].job)) +
                    " was started ahead of completions that did not come");
}

void Engine::check_limits() {
  ++outcome_.events;
  ++events_now_;
  if (outcome_.events >= options_.limits.events) throw LimitReached("max_events: " + std::to_string(outcome_.events) + " events were applied");
  if (events_now_ >= options_.limits.events_at_one_time) {
    throw LimitReached("max_zero_time_events: " + std::to_string(events_now_) + " events came without time advancing");
  }
  if (outcome_.events % 65'536 == 0 && options_.keep_going && !options_.keep_going({outcome_.events, jobs_ended_, now_})) {
    throw LimitReached("stopped from outside after " + std::to_string(outcome_.events) + " events");
  }
}

void Engine::apply(const Event& event) {
  check_limits();
  // The record of the event after this one; it is most likely not in the cache, and there is time to fetch it.
  if (!events_.empty()) __builtin_prefetch(&slots_[static_cast<std::size_t>(events_.next_slot())]);
  const Running& entry = slots_[static_cast<std::size_t>(event.slot)];
  switch (entry.use) {
    case SlotUse::running:
      complete(event.slot);
      return;
    case SlotUse::prediction:
      predict_again(event.slot);
      return;
    case SlotUse::wake:
      view_.trigger_ = {EventKind::timer, std::nullopt};
      return;
    case SlotUse::unused:
      break;
  }
  SUANLI_ASSERT(false, "an event came from a slot that nobody uses");
}

void Engine::arrive() {
  check_limits();
  const auto job = static_cast<JobId>(next_arrival_++);
  tell([&](Observer& observer) { observer.submitted(now_, job); });
  view_.trigger_ = {EventKind::arrival, job};
  if (const auto never = shapes_.never_runs(job)) {
    reject(job, *never);
  } else if (!doomed_.empty() && doomed_[index_of(job)]) {
    reject(job, RejectReason::dependency);
  } else {
    if (estimates_) estimates_->submitted(job);
    if (!unmet_.empty() && unmet_[job] > 0) placer_.waits_for(job, WaitReason::dependency);
    else enqueue(job);
  }
}

void Engine::enqueue(JobId job) {
  const std::int64_t key = needs_.sorted_queue ? scheduling_.key(view_, job) : 0;
  queue_.insert(job, key, shapes_.width(job), estimates_ ? estimates_->of(job).count() : 0);
  entered_now_.push_back(job);
  scheduling_.queued(view_, job);
}

void Engine::reject(JobId job, RejectReason reason) {
  ++jobs_ended_;
  if (!doomed_.empty()) doomed_[index_of(job)] = true;  // what it depends on may still complete
  tell([&](Observer& observer) { observer.rejected(now_, job, reason); });
  doom_dependents(job);
}

// A dependency ended otherwise than completed: all that wait for it, near and far, are rejected, now or when they are submitted.
void Engine::doom_dependents(JobId job) {
  if (unmet_.empty()) return;
  std::vector<JobId> ended{job};
  while (!ended.empty()) {
    const std::size_t at = index_of(ended.back());
    ended.pop_back();
    for (std::uint32_t i = dependents_begin_[at]; i < dependents_begin_[at + 1]; ++i) {
      const JobId dependent = dependents_[i];
      if (doomed_[index_of(dependent)]) continue;
      doomed_[index_of(dependent)] = true;
      if (index_of(dependent) >= next_arrival_) continue;
      ++jobs_ended_;
      tell([&](Observer& observer) { observer.rejected(now_, dependent, RejectReason::dependency); });
      ended.push_back(dependent);
    }
  }
}

void Engine::complete(EventSlot slot) {
  Running& ended = slots_[static_cast<std::size_t>(slot)];
  const JobId job = ended.job;
  const TaskShape& task = shapes_[workload_.shape[job]].task;
  tell([&](Observer& observer) { observer.ended(now_, job, ended.end_as, ended.holds); });
  for (const NodeHold& hold : ended.holds) state_.give(hold, task);
  ended.holds.clear();
  placer_.released();
  if (estimates_) {
    const Times& times = times_[static_cast<std::size_t>(slot)];
    if (needs_.running_by_end) running_by_end_.erase(times.projected_end, job);
    estimates_->ended(job, times.run);
  }
  if (ended.has_timer) {
    events_.cancel(ended.partner);
    slots_[static_cast<std::size_t>(ended.partner)].use = SlotUse::unused;
    events_.close(ended.partner);
    ended.has_timer = false;
  }
  ended.use = SlotUse::unused;
  --running_;
  const JobStatus status = ended.end_as;
  events_.close(slot);
  ++jobs_ended_;
  outcome_.end = now_;
  view_.trigger_ = {EventKind::completion, job};
  scheduling_.ended(view_, job);
  if (status != JobStatus::completed) {
    doom_dependents(job);
  } else if (!unmet_.empty()) {
    for (std::uint32_t i = dependents_begin_[index_of(job)]; i < dependents_begin_[index_of(job) + 1]; ++i) {
      const JobId dependent = dependents_[i];
      if (--unmet_[dependent] == 0 && index_of(dependent) < next_arrival_ && !doomed_[index_of(dependent)]) enqueue(dependent);
    }
  }
}

void Engine::predict_again(EventSlot slot) {
  const EventSlot owner = slots_[static_cast<std::size_t>(slot)].partner;
  const JobId job = slots_[static_cast<std::size_t>(owner)].job;
  Times& times = times_[static_cast<std::size_t>(owner)];
  view_.trigger_ = {EventKind::timer, job};
  const auto corrected = estimates_->corrected(job);
  if (!corrected) return;
  if (needs_.running_by_end) running_by_end_.erase(times.projected_end, job);
  times.projected_end = checked_add(times.start, *corrected).value_or(time_never);
  if (needs_.running_by_end) running_by_end_.insert({times.projected_end, job, shapes_.width(job)});
  if (times.projected_end < times.start + times.run) events_.schedule(slot, times.projected_end, rank(EventKind::timer));
}

void Engine::settle() {
  view_.first_ask_ = true;
  for (;;) {
    ++outcome_.asks;
    const auto decision = scheduling_.next_start(view_, placer_);
    view_.first_ask_ = false;
    if (!decision) break;
    start(*decision);
  }
  placer_.discard();
}

EventSlot Engine::open_slot(SlotUse use) {
  const EventSlot slot = events_.open();
  if (events_.slot_count() > slots_.size()) {
    slots_.resize(events_.slot_count());
    if (estimates_) times_.resize(events_.slot_count());
  }
  slots_[static_cast<std::size_t>(slot)].use = use;
  return slot;
}

void Engine::start(const Start& decision) {
  const JobId job = decision.job;
  const bool promised = decision.after_completions && needs_.ask == AskMode::per_event;
  if (!queue_.contains(job) || (!promised && placer_.pending_job() != job)) {
    throw PolicyError("scheduling " + options_.scheduling_name + " at " + format_seconds(now_.time_since_epoch()) + " s: job " +
                      (index_of(job) < workload_.job_count() ? std::string(workload_.id_text(job)) : "?") +
                      " was to start without waiting or without a place");
  }
  if (promised) placer_.discard();
  queue_.erase(job);
  ++running_;
  const EventSlot slot = open_slot(SlotUse::running);
  Running& entry = slots_[static_cast<std::size_t>(slot)];
  entry.job = job;
  if (!promised) placer_.commit(entry.holds);
  Duration run = placer_.run_time(job, entry.holds);
  entry.end_as = JobStatus::completed;
  if (options_.kill_at_limit && run > workload_.time_limit[job]) {
    run = workload_.time_limit[job];
    entry.end_as = JobStatus::killed;
  }
  const auto end = checked_add(now_, run);
  if (!end) throw LimitReached("time: job " + std::string(workload_.id_text(job)) + " would end past 2^63 ns (292 years)");
  events_.schedule(slot, *end, rank(EventKind::completion));
  if (estimates_) project(slot, run);
  if (promised) {
    promised_.push_back(slot);
    return;
  }
  const Running& started = slots_[static_cast<std::size_t>(slot)];  // `entry` may have moved
  tell([&](Observer& observer) { observer.started(now_, job, started.holds); });
}

// Keeps when the job is believed to end, and wakes up then if it does not and the rule corrects.
void Engine::project(EventSlot slot, Duration run) {
  const JobId job = slots_[static_cast<std::size_t>(slot)].job;
  estimates_->started(job, run);
  const SimTime projected_end = checked_add(now_, estimates_->of(job)).value_or(time_never);
  times_[static_cast<std::size_t>(slot)] = {now_, run, projected_end};
  if (needs_.running_by_end) {
    running_by_end_.insert({projected_end, job, shapes_.width(job)});
    slot_of_[job] = slot;
  }
  if (!estimates_->corrects() || projected_end >= now_ + run) return;
  const EventSlot timer = open_slot(SlotUse::prediction);
  slots_[static_cast<std::size_t>(slot)].partner = timer;
  slots_[static_cast<std::size_t>(slot)].has_timer = true;
  slots_[static_cast<std::size_t>(timer)].partner = slot;
  events_.schedule(timer, projected_end, rank(EventKind::timer));
}

void Engine::seat_promised() {
  while (!promised_.empty()) {
    Running& entry = slots_[static_cast<std::size_t>(promised_.front())];
    if (!placer_.place(entry.job)) return;
    placer_.commit(entry.holds);
    tell([&](Observer& observer) { observer.started(now_, entry.job, entry.holds); });
    promised_.erase(promised_.begin());
  }
}

// Nothing runs, all is free, and still the placement policy refused these jobs a place: it always will. Left alone they would block the queue
// for ever.
bool Engine::reject_unplaceable() {
  if (running_ > 0 || queue_.empty() || placer_.next_retry() != time_never) return false;
  bool any = false;
  for (const PlacementSession::Noted& noted : placer_.noted()) {
    if (!queue_.contains(noted.job)) continue;
    queue_.erase(noted.job);
    reject(noted.job, RejectReason::no_place);
    any = true;
  }
  return any;
}

// Loss systems: of the jobs that joined at this instant and still wait, the last ones go while more wait than may.
void Engine::refuse_overflow() {
  if (options_.max_queued_jobs) {
    for (auto last = entered_now_.rbegin(); last != entered_now_.rend() && queue_.size() > *options_.max_queued_jobs; ++last) {
      if (!queue_.contains(*last)) continue;
      queue_.erase(*last);
      reject(*last, RejectReason::queue_full);
    }
  }
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
  const SimTime at = std::min(scheduling_.wake_at(view_).value_or(time_never), placer_.next_retry());
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
    if (entry.use == SlotUse::running) held.push_back({&shapes_[workload_.shape[entry.job]].task, &entry.holds});
  }
  state_.check(held);
}

}  // namespace suanli
