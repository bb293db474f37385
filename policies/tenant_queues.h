// tenant_queues.h -- the waiting jobs of each tenant in the order of arrival, and what each tenant holds.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <optional>
#include <set>
#include <vector>

#include "sim/engine/policy.h"

namespace suanli {

// Told of every job by a policy's queued(); a job that left the queue is dropped when it is met.
class TenantQueues {
 public:
  void queued(const ClusterView& view, JobId job) {
    const std::size_t tenants = view.workload().tenants.size();
    while (waiting_.size() < tenants) waiting_.emplace_back(&pool_);
    waiting_[index_of(view.workload().tenant[job])].insert(job);
  }

  // The tenant's next waiting job from `from` on.
  std::optional<JobId> next(const ClusterView& view, TenantId tenant, JobId from = JobId{}) {
    if (index_of(tenant) >= waiting_.size()) return std::nullopt;
    auto& jobs = waiting_[index_of(tenant)];
    auto at = jobs.lower_bound(from);
    while (at != jobs.end() && !view.queue().contains(*at)) at = jobs.erase(at);
    return at == jobs.end() ? std::nullopt : std::optional(*at);
  }

  // The first of the tenant's jobs, in the order of arrival, that finds a place.
  std::optional<JobId> first_that_fits(const ClusterView& view, Placer& placer, TenantId tenant) {
    for (auto job = next(view, tenant); job; job = next(view, tenant, static_cast<JobId>(index_of(*job) + 1))) {
      if (placer.place(*job)) return job;
    }
    return std::nullopt;
  }

 private:
  std::pmr::unsynchronized_pool_resource pool_;
  std::vector<std::pmr::set<JobId>> waiting_;  // by TenantId
};

}  // namespace suanli
