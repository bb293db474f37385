// cluster_profile.h -- when will there be room: free capacity over time for every set of nodes that some job may use.
#pragma once

#include <cstdint>
#include <vector>

#include "policies/reservation_profile.h"
#include "sim/engine/policy.h"

namespace suanli {

// One ReservationProfile per distinct set of node classes ("domain") that shapes may use. A reservation, whose nodes are not known yet, is
// taken out of every domain it might touch; a running job only where its nodes are. Where one number tells all there is one domain and
// times are exact. Else profiles are of totals over a domain: a job finds no earlier room than there may be, and fragmentation can still
// deny it the place when the time comes.
class ClusterProfile {
 public:
  // Everything free, from now on.
  explicit ClusterProfile(const ClusterView& view);

  SimTime earliest(const ClusterView& view, JobId job, Duration duration) const;

  // A waiting job's reservation of that start: where in [now, before) it could be instead, or nothing. REQUIRES before <= start.
  std::optional<SimTime> earlier(const ClusterView& view, JobId job, SimTime before, SimTime start, Duration duration) const;

  // A job that waits.
  void reserve(const ClusterView& view, JobId job, SimTime start, Duration duration);
  void release(const ClusterView& view, JobId job, SimTime start, Duration duration);

  // What a running job takes of each domain.
  struct Taken {
    std::uint32_t domain;
    Amount amount;
  };
  std::vector<Taken> taken_by(const ClusterView& view, JobId job, const Allocation& holds) const;
  void occupy(const std::vector<Taken>& taken, SimTime start, Duration duration);
  void vacate(const std::vector<Taken>& taken, SimTime start, Duration duration);

  void forget_before(SimTime now);

 private:
  struct Domain {
    std::vector<bool> classes;  // by ClassId
    ReservationProfile profile;
  };
  bool overlap(std::size_t a, std::size_t b) const { return overlaps_[a * domains_.size() + b]; }

  std::vector<Domain> domains_;
  std::vector<bool> overlaps_;           // [domains x domains]
  std::vector<std::uint32_t> domain_of_;  // by ShapeId
};

}  // namespace suanli
