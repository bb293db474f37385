// hash_ring.cpp -- where replicas and keys are on the ring.
#include "policies/routing/hash_ring.h"

#include <algorithm>
#include <iterator>

#include "sim/base/random.h"

namespace suanli {
namespace {

// One step of SplitMix64 from `word`.
std::uint64_t spread(std::uint64_t word) {
  return spread_bits(word + 0x9e3779b97f4a7c15ULL);
}

}  // namespace

void HashRing::set(std::span<const ReplicaId> replicas) {
  std::vector<ReplicaId> gone;
  std::vector<ReplicaId> come;
  std::set_difference(replicas_.begin(), replicas_.end(), replicas.begin(), replicas.end(), std::back_inserter(gone));
  std::set_difference(replicas.begin(), replicas.end(), replicas_.begin(), replicas_.end(), std::back_inserter(come));
  replicas_.assign(replicas.begin(), replicas.end());
  if (!gone.empty()) {
    std::erase_if(ring_, [&](const Point& point) { return std::binary_search(gone.begin(), gone.end(), point.replica); });
  }
  if (come.empty()) return;
  const auto old = static_cast<std::ptrdiff_t>(ring_.size());
  for (const ReplicaId replica : come) {
    for (std::uint32_t point = 0; point < points_; ++point) ring_.push_back({spread(spread(index_of(replica)) ^ point), replica});
  }
  std::sort(ring_.begin() + old, ring_.end());
  std::inplace_merge(ring_.begin(), ring_.begin() + old, ring_.end());
}

std::size_t HashRing::after(std::uint64_t key) const {
  const Point at{spread(~key), ReplicaId{}};
  return static_cast<std::size_t>(std::lower_bound(ring_.begin(), ring_.end(), at) - ring_.begin());
}

}  // namespace suanli
