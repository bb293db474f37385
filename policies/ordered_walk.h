// ordered_walk.h -- policies that walk the queue in a fixed order and place in turn.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/base/params.h"
#include "sim/engine/policy.h"

namespace suanli {

// What a job that does not fit does to the jobs behind it.
class BlockRule {
 public:
  // REQUIRES params with on_block and block_scope.
  explicit BlockRule(const Params& params);

  // The first job of the order that fits and is not blocked, as a start. `next()` gives the jobs in order, then nothing.
  template <class Next>
  std::optional<Start> first_start(const ClusterView& view, Placer& placer, Next next) const {
    std::uint64_t blocked = 0;  // pools
    for (std::optional<JobId> job = next(); job; job = next()) {
      const std::uint64_t pools = by_pools_ ? view.shapes()[view.workload().shape[*job]].pools : ~std::uint64_t{0};
      if ((pools & blocked) != 0) {
        blocked |= pools;
        if (blocked == all_pools(view)) return std::nullopt;
        continue;
      }
      if (placer.place(*job)) return Start{*job};
      if (skip_) continue;
      blocked |= pools;
      if (blocked == all_pools(view) || !by_pools_) return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  static std::uint64_t all_pools(const ClusterView& view);

  bool skip_;
  bool by_pools_;
};

// The jobs of the queue by (key, JobId), for BlockRule::first_start.
class ByKey {
 public:
  explicit ByKey(const JobQueue& queue) : at_(queue.by_key().begin()), end_(queue.by_key().end()) {}
  std::optional<JobId> operator()() { return at_ == end_ ? std::nullopt : std::optional((at_++)->second); }

 private:
  std::pmr::set<JobQueue::Key>::const_iterator at_;
  std::pmr::set<JobQueue::Key>::const_iterator end_;
};

// The jobs of the queue in the order of arrival.
class ByArrival {
 public:
  explicit ByArrival(const JobQueue& queue) : queue_(queue) {}
  std::optional<JobId> operator()() {
    last_ = last_ ? queue_.after(*last_) : queue_.first();
    return last_;
  }

 private:
  const JobQueue& queue_;
  std::optional<JobId> last_;
};

}  // namespace suanli
