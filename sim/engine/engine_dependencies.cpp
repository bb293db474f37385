// engine_dependencies.cpp -- jobs that wait for other jobs: who is released by a completion, who is rejected with a failure.
#include "sim/engine/engine.h"

#include "sim/base/check.h"

namespace suanli {

void Engine::prepare_dependencies() {
  const bool none = workload_->dependencies.empty();
  const std::size_t jobs = none ? 0 : workload_->job_count();
  unmet_.assign(jobs, 0);
  doomed_.assign(jobs, false);
  if (none) return;
  dependents_begin_.assign(jobs + 1, 0);
  for (const JobId on : workload_->dependencies) ++dependents_begin_[index_of(on)];
  for (std::size_t i = 0; i < jobs; ++i) dependents_begin_[i + 1] += dependents_begin_[i];
  dependents_.resize(workload_->dependencies.size());
  // Each range is filled from its end, where it begins to count, down to its begin.
  for (std::size_t i = jobs; i > 0; --i) {
    const auto job = static_cast<JobId>(i - 1);
    for (const JobId on : workload_->depends_on(job)) {
      dependents_[--dependents_begin_[index_of(on)]] = job;
      ++unmet_[job];
    }
  }
}

// A dependency completed: those whose last one it was join the queue.
void Engine::release_dependents(JobId job) {
  if (unmet_.empty()) return;
  for (std::uint32_t i = dependents_begin_[index_of(job)]; i < dependents_begin_[index_of(job) + 1]; ++i) {
    const JobId dependent = dependents_[i];
    if (--unmet_[dependent] == 0 && index_of(dependent) < next_arrival_ && !doomed_[index_of(dependent)]) enqueue(dependent);
  }
}

// A dependency ended otherwise than completed: all that wait for it, near and far, are rejected, now or when they are submitted.
void Engine::doom_dependents(JobId job) {
  if (unmet_.empty()) return;
  dooming_.assign(1, job);
  while (!dooming_.empty()) {
    const std::size_t at = index_of(dooming_.back());
    dooming_.pop_back();
    for (std::uint32_t i = dependents_begin_[at]; i < dependents_begin_[at + 1]; ++i) {
      const JobId dependent = dependents_[i];
      if (doomed_[index_of(dependent)]) continue;
      doomed_[index_of(dependent)] = true;
      if (index_of(dependent) >= next_arrival_) continue;
      ++jobs_ended_;
      tell([&](Observer& observer) { observer.rejected(now_, dependent, RejectReason::dependency); });
      dooming_.push_back(dependent);
    }
  }
}

}  // namespace suanli
