// engine_jobs.cpp -- the transitions of a job: arrival, queue, start, end, rejection.
#include "sim/engine/engine.h"

#include <algorithm>

#include "sim/base/check.h"

namespace suanli {

void Engine::arrive() {
  check_limits();
  jobs_touched_ = true;
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
  const std::int64_t key = needs_.sorted_queue ? scheduling_->key(view_, job) : 0;
  queue_.insert(job, key, shapes_.width(job), estimates_ ? estimates_->of(job).count() : 0);
  entered_now_.push_back(job);
  scheduling_->queued(view_, job);
}

void Engine::reject(JobId job, RejectReason reason) {
  ++jobs_ended_;
  if (!doomed_.empty()) doomed_[index_of(job)] = true;  // what it depends on may still complete
  tell([&](Observer& observer) { observer.rejected(now_, job, reason); });
  doom_dependents(job);
}

// Nothing runs, all is free, and still the placement policy refused these jobs a place: it always will. Left alone they would block the queue
// for ever.
bool Engine::reject_unplaceable() {
  const bool nothing_runs = running_ == 0 && std::all_of(fleets().begin(), fleets().end(), [](const auto& fleet) { return fleet->held_replicas() == 0; });
  if (!nothing_runs || queue_.empty() || placer_.next_retry() != time_never) return false;
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
                      (index_of(job) < workload_->job_count() ? std::string(workload_->id_text(job)) : "?") +
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
  if (options_.kill_at_limit && run > workload_->time_limit[job]) {
    run = workload_->time_limit[job];
    entry.end_as = JobStatus::killed;
  }
  const auto end = checked_add(now_, run);
  if (!end || *end == time_never) throw LimitReached("time: job " + std::string(workload_->id_text(job)) + " would end past 2^63 ns (292 years)");
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

void Engine::complete(EventSlot slot) {
  jobs_touched_ = true;
  Running& ended = slots_[static_cast<std::size_t>(slot)];
  const JobId job = ended.job;
  const TaskShape& task = shapes_[workload_->shape[job]].task;
  tell([&](Observer& observer) { observer.ended(now_, job, ended.end_as, ended.holds); });
  placer_.release(ended.holds, task);
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
  scheduling_->ended(view_, job);
  if (status == JobStatus::completed) release_dependents(job);
  else doom_dependents(job);
}

void Engine::predict_again(EventSlot slot) {
  jobs_touched_ = true;
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

}  // namespace suanli
