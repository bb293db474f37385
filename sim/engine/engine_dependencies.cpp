// engine_dependencies.cpp -- jobs that wait for other jobs: who is released by a completion, who is rejected with a failure.
#include "sim/engine/engine.h"

#include "sim/base/check.h"

namespace suanli {

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

}  // namespace suanli
