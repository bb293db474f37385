// tenant_shares.h -- tenants by the share they hold, the least first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "policies/tenant_queues.h"
#include "sim/base/int128.h"
#include "sim/engine/policy.h"

namespace suanli {

// used / (capacity x weight), compared exactly. REQUIRES whole > 0.
struct Share {
  std::int64_t used = 0;
  std::int64_t whole = 1;
  friend bool operator<(const Share& a, const Share& b) { return static_cast<Int128>(a.used) * b.whole < static_cast<Int128>(b.used) * a.whole; }
};

class TenantShares {
 public:
  // Everybody holds nothing.
  void reset(std::size_t tenants) {
    shares_ = IdVector<TenantId, Share>(tenants);
    rising_.clear();
    for (const TenantId tenant : IdRange<TenantId>(tenants)) rising_.insert({Share{}, tenant});
  }
  void set(TenantId tenant, const Share& share) {
    rising_.erase({shares_[tenant], tenant});
    shares_[tenant] = share;
    rising_.insert({share, tenant});
  }

  // The first job that fits of the tenant with the least share, ties by TenantId; of the next tenant when it has none.
  std::optional<JobId> next(const ClusterView& view, Placer& placer, TenantQueues& jobs) const {
    for (const auto& [share, tenant] : rising_) {
      if (const auto job = jobs.first_that_fits(view, placer, tenant)) return job;
    }
    return std::nullopt;
  }

 private:
  struct Less {
    bool operator()(const std::pair<Share, TenantId>& a, const std::pair<Share, TenantId>& b) const {
      if (a.first < b.first) return true;
      return !(b.first < a.first) && a.second < b.second;
    }
  };
  IdVector<TenantId, Share> shares_;
  std::set<std::pair<Share, TenantId>, Less> rising_;
};

}  // namespace suanli
