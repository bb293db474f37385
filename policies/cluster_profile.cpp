// cluster_profile.cpp -- domains of node classes and what is taken out of each.
#include "policies/cluster_profile.h"

#include <algorithm>

#include "policies/amounts.h"

namespace suanli {
namespace {

Amount capacity_of_domain(const ClusterView& view, const std::vector<bool>& classes) {
  Amount sum;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i]) sum += capacity_of(view, static_cast<ClassId>(i));
  }
  return sum;
}

}  // namespace

ClusterProfile::ClusterProfile(const ClusterView& view) {
  for (std::size_t i = 0; i < view.shapes().size(); ++i) {
    const std::vector<bool>& classes = view.shapes()[static_cast<ShapeId>(i)].class_allowed;
    const auto known = std::find_if(domains_.begin(), domains_.end(), [&](const Domain& domain) { return domain.classes == classes; });
    domain_of_.push_back(static_cast<std::uint32_t>(known - domains_.begin()));
    if (known == domains_.end()) domains_.push_back({classes, ReservationProfile(view.now(), capacity_of_domain(view, classes))});
  }
  for (const Domain& a : domains_) {
    for (const Domain& b : domains_) {
      bool meet = false;
      for (std::size_t i = 0; i < a.classes.size(); ++i) meet = meet || (a.classes[i] && b.classes[i]);
      overlaps_.push_back(meet);
    }
  }
}

SimTime ClusterProfile::earliest(const ClusterView& view, JobId job, Duration duration) const {
  const Domain& domain = domains_[domain_of_[index_of(view.workload().shape[job])]];
  return domain.profile.earliest(view.now(), demand_of(view, job, view.workload().tasks[job]), duration);
}

std::optional<SimTime> ClusterProfile::earlier(const ClusterView& view, JobId job, SimTime before, SimTime start, Duration duration) const {
  const Domain& domain = domains_[domain_of_[index_of(view.workload().shape[job])]];
  return domain.profile.earlier(view.now(), before, demand_of(view, job, view.workload().tasks[job]), start, duration);
}

void ClusterProfile::reserve(const ClusterView& view, JobId job, SimTime start, Duration duration) {
  const std::size_t its = domain_of_[index_of(view.workload().shape[job])];
  const Amount amount = demand_of(view, job, view.workload().tasks[job]);
  for (std::size_t i = 0; i < domains_.size(); ++i) {
    if (overlap(its, i)) domains_[i].profile.reserve(start, duration, amount);
  }
}

void ClusterProfile::release(const ClusterView& view, JobId job, SimTime start, Duration duration) {
  const std::size_t its = domain_of_[index_of(view.workload().shape[job])];
  const Amount amount = demand_of(view, job, view.workload().tasks[job]);
  for (std::size_t i = 0; i < domains_.size(); ++i) {
    if (overlap(its, i)) domains_[i].profile.release(start, duration, amount);
  }
}

std::vector<ClusterProfile::Taken> ClusterProfile::taken_by(const ClusterView& view, JobId job, const Allocation& holds) const {
  std::vector<Taken> taken;
  if (view.scalar()) return {{0, demand_of(view, job, view.workload().tasks[job])}};
  for (std::size_t i = 0; i < domains_.size(); ++i) {
    std::int64_t tasks = 0;
    for (const NodeHold& hold : holds) {
      if (domains_[i].classes[index_of(view.cluster().class_of(hold.node))]) tasks += hold.tasks;
    }
    if (tasks > 0) taken.push_back({static_cast<std::uint32_t>(i), demand_of(view, job, tasks)});
  }
  return taken;
}

void ClusterProfile::occupy(const std::vector<Taken>& taken, SimTime start, Duration duration) {
  for (const Taken& one : taken) domains_[one.domain].profile.reserve(start, duration, one.amount);
}

void ClusterProfile::vacate(const std::vector<Taken>& taken, SimTime start, Duration duration) {
  for (const Taken& one : taken) domains_[one.domain].profile.release(start, duration, one.amount);
}

void ClusterProfile::forget_before(SimTime now) {
  for (Domain& domain : domains_) domain.profile.forget_before(now);
}

}  // namespace suanli
