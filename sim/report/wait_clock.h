// wait_clock.h -- splits each job's waiting time by the reason that held.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/time.h"
#include "sim/report/run_result.h"

namespace suanli {

// What is kept of each job while the run goes on: half a cache line.
struct JobBooks {
  SimTime start = time_never;
  SimTime end = time_never;
  std::int64_t wait_ns = 0;    // while it waits: when this reason began; once it has left: how long it waited, if there is no row
  std::uint32_t wait_row = 0;  // 0: one reason so far
  WaitReason wait_reason = WaitReason::none;
  JobStatus status = JobStatus::unfinished;
  RejectReason reject_reason = RejectReason::too_large;
};
static_assert(sizeof(JobBooks) == 32);

// A job that waits for a single reason all along, the common case, needs no more than its books; only one whose reason changes has a row of
// totals here, which is used again once the job is over.
class WaitClock {
 public:
  // Forgets all rows, but not their memory.
  void reset() {
    rows_.resize(1);
    free_rows_.clear();
  }

  // A job waits from now on; until told otherwise because of those before it.
  static void enter(SimTime now, JobBooks& job) { job.wait_ns = now.time_since_epoch().count(), job.wait_reason = WaitReason::priority; }
  void reason(SimTime now, JobBooks& job, WaitReason reason) {
    if (job.wait_reason != reason) change(now, job, reason);
  }
  // The job waits no longer. `reason` becomes the one that held longest (the first listed on a tie), `none` when it never waited.
  void leave(SimTime now, JobBooks& job) {
    if (job.wait_row != 0) return leave_row(now, job);
    job.wait_ns = now.time_since_epoch().count() - job.wait_ns;
    if (job.wait_ns == 0) job.wait_reason = WaitReason::none;
  }
  // Adds the times of a job that has left and has a row.
  void add_row(const JobBooks& job, PerReason<Int128>& totals) const;
  void free_row(JobBooks& job) {
    free_rows_.push_back(job.wait_row);
    job.wait_row = 0;
  }

 private:
  void change(SimTime now, JobBooks& job, WaitReason reason);
  void leave_row(SimTime now, JobBooks& job);

  std::vector<PerReason<std::int64_t>> rows_{1};
  std::vector<std::uint32_t> free_rows_;
};

}  // namespace suanli
