// wait_clock.cpp -- rows of totals for the jobs whose reason changes.
#include "sim/report/wait_clock.h"

namespace suanli {

void WaitClock::change(SimTime now, JobBooks& job, WaitReason reason) {
  const std::int64_t time = now.time_since_epoch().count();
  if (time > job.wait_ns) {
    if (job.wait_row == 0) {
      if (free_rows_.empty()) {
        free_rows_.push_back(static_cast<std::uint32_t>(rows_.size()));
        rows_.emplace_back();
      }
      job.wait_row = free_rows_.back();
      free_rows_.pop_back();
      rows_[job.wait_row] = {};
    }
    rows_[job.wait_row][static_cast<std::size_t>(job.wait_reason)] += time - job.wait_ns;
    job.wait_ns = time;
  }
  job.wait_reason = reason;
}

void WaitClock::leave_row(SimTime now, JobBooks& job) {
  PerReason<std::int64_t>& row = rows_[job.wait_row];
  row[static_cast<std::size_t>(job.wait_reason)] += now.time_since_epoch().count() - job.wait_ns;
  std::size_t best = 0;
  for (std::size_t reason = 1; reason < row.size(); ++reason) {
    if (row[reason] > row[best]) best = reason;
  }
  job.wait_reason = static_cast<WaitReason>(best);
}

void WaitClock::add_row(const JobBooks& job, PerReason<Int128>& totals) const {
  for (std::size_t reason = 0; reason < totals.size(); ++reason) totals[reason] += rows_[job.wait_row][reason];
}

}  // namespace suanli
