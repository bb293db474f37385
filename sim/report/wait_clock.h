// wait_clock.h -- splits each job's waiting time by the reason that held.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/report/run_result.h"

namespace suanli {

// A job that waits for a single reason all along, the common case, costs 16 bytes; only a job whose reason changes gets a row of totals,
// which is used again once the job is over.
class WaitClock {
 public:
  explicit WaitClock(std::size_t jobs) : tracks_(jobs) {}

  // A job waits from now on; until told otherwise because of those before it.
  void enter(SimTime now, JobId job) { tracks_[job] = {now.time_since_epoch().count(), 0, WaitReason::priority}; }
  void reason(SimTime now, JobId job, WaitReason reason) {
    if (tracks_[job].reason != reason) change(now, tracks_[job], reason);
  }
  // The job waits no longer: the reason that held longest, `none` when it never waited. Times stay readable until `forget`.
  WaitReason leave(SimTime now, JobId job) {
    Track& track = tracks_[job];
    if (track.row != 0) return longest(now, track);
    track.ns = now.time_since_epoch().count() - track.ns;
    if (track.ns == 0) track.reason = WaitReason::none;
    return track.reason;
  }
  // Adds the times of a job that has left the queue.
  void add_times(JobId job, PerReason<Int128>& totals) const;
  void forget(JobId job) {
    if (tracks_[job].row == 0) return;
    free_rows_.push_back(tracks_[job].row);
    tracks_[job].row = 0;
  }

 private:
  struct Track {
    std::int64_t ns = 0;    // while it waits: when this reason began; once it has left: how long it waited, if there is no row
    std::uint32_t row = 0;  // 0: one reason so far
    WaitReason reason = WaitReason::none;
  };
  void change(SimTime now, Track& track, WaitReason reason);
  WaitReason longest(SimTime now, const Track& track);

  IdVector<JobId, Track> tracks_;
  std::vector<PerReason<std::int64_t>> rows_{1};
  std::vector<std::uint32_t> free_rows_;
};

}  // namespace suanli
