// wait_clock.cpp -- rows of totals for the jobs whose reason changes.
#include "sim/report/wait_clock.h"

namespace suanli {

void WaitClock::change(SimTime now, Track& track, WaitReason reason) {
  const std::int64_t time = now.time_since_epoch().count();
  if (time > track.ns) {
    if (track.row == 0) {
      if (free_rows_.empty()) {
        free_rows_.push_back(static_cast<std::uint32_t>(rows_.size()));
        rows_.emplace_back();
      }
      track.row = free_rows_.back();
      free_rows_.pop_back();
      rows_[track.row] = {};
    }
    rows_[track.row][static_cast<std::size_t>(track.reason)] += time - track.ns;
    track.ns = time;
  }
  track.reason = reason;
}

WaitReason WaitClock::longest(SimTime now, const Track& track) {
  PerReason<std::int64_t>& row = rows_[track.row];
  row[static_cast<std::size_t>(track.reason)] += now.time_since_epoch().count() - track.ns;
  std::size_t best = 0;
  for (std::size_t reason = 1; reason < row.size(); ++reason) {
    if (row[reason] > row[best]) best = reason;
  }
  return static_cast<WaitReason>(best);
}

void WaitClock::add_times(JobId job, PerReason<Int128>& totals) const {
  const Track& track = tracks_[job];
  if (track.row == 0) {
    totals[static_cast<std::size_t>(track.reason)] += track.ns;
    return;
  }
  for (std::size_t reason = 0; reason < totals.size(); ++reason) totals[reason] += rows_[track.row][reason];
}

}  // namespace suanli
