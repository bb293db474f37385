// finish_times.h -- where a waiting job would be done first, given what runs and what is booked before it.
#pragma once

#include <optional>
#include <vector>

#include "policies/class_profile.h"
#include "sim/engine/policy.h"

namespace suanli {

// EFT(j, k) = ready(j, k) + T(j, k) over the classes k of unlike nodes (Maheswaran et al. 1999; POLICIES.md, 1.7). T is the estimate on that
// class; ready the first time at which the class has room for all of T. A job wider than every class has one k: all its classes together,
// where it runs as long as on the slowest.
class FinishTimes {
 public:
  // The best k of a job, ties lower k.
  struct Choice {
    std::optional<ClassId> on{};  // nothing: spread, the last k
    SimTime start{};
    Duration run{};
    SimTime finish{};
    SimTime second = time_never;  // the finish on the next best k
    bool has_room_now = false;    // some k, not always the best, could start it now
  };

  // What runs, nothing booked. Needs estimates and running_by_end.
  void reset(const ClusterView& view);
  // Nothing when the job finds room on no k, whenever.
  std::optional<Choice> best(const ClusterView& view, JobId job) const;
  void book(const ClusterView& view, JobId job, const Choice& choice) { profile_.book(view, job, choice.on, choice.start, choice.run); }
  // The totals say that the job fits there now, its nodes do not: not before something changes there. Until the next reset.
  void deny(const ClusterView& view, JobId job, std::optional<ClassId> on);

  // Some job was denied a place on a class that a job on `on` holds or gives back nodes of.
  bool has_denied(std::optional<ClassId> on) const;

  const ClassProfile& profile() const { return profile_; }
  void forget_before(SimTime now) { profile_.forget_before(now); }

 private:
  struct Denied {
    JobId job{};
    std::optional<ClassId> on;
    SimTime until{};
  };
  SimTime from(const ClusterView& view, JobId job, std::optional<ClassId> on) const;
  void offer(const ClusterView& view, JobId job, std::optional<ClassId> on, Duration run, std::optional<Choice>& best) const;

  ClassProfile profile_;
  std::vector<Denied> denied_;
};

}  // namespace suanli
