// class_profile.h -- when will there be room on each class of nodes: what is free over time, running jobs and booked ones taken out.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "policies/reservation_profile.h"
#include "sim/engine/policy.h"

namespace suanli {

// Totals over each class: a job finds no earlier room than there may be, and fragmentation can still deny it the place. A gang that no single
// class holds is spread over all classes it may use, `on` being nothing then.
class ClassProfile {
 public:
  // The present, and the future if running jobs end as projected (an overdue one at now + 1 ns). Needs running_by_end.
  void reset(const ClusterView& view);

  // The earliest start >= from of all tasks of the job on that class, or spread, for the whole of `duration`; time_never: there is none.
  SimTime earliest(const ClusterView& view, JobId job, std::optional<ClassId> on, SimTime from, Duration duration) const;
  // Takes the job's room out. Spread: of the fastest classes first. REQUIRES a start that earliest() gave.
  void book(const ClusterView& view, JobId job, std::optional<ClassId> on, SimTime start, Duration duration);

  // When what is free on the class, or on any, changes next; or never.
  SimTime next_change(std::optional<ClassId> on, SimTime after) const;
  // What is free at `now`, in the measure of ClusterView::width: the most of one class, or the sum of all.
  std::int64_t most_width(const ClusterView& view) const;
  std::int64_t sum_width(const ClusterView& view) const;

  void forget_before(SimTime now);

 private:
  const ReservationProfile& of(ClassId id) const { return profiles_[index_of(id)]; }
  SimTime earliest_spread(const ClusterView& view, JobId job, SimTime from, Duration duration) const;
  std::int64_t width_of(const ClusterView& view, const Amount& amount) const;

  std::vector<ReservationProfile> profiles_;  // by ClassId
};

}  // namespace suanli
