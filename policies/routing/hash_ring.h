// hash_ring.h -- replicas at points of a ring, so that few keys change theirs when replicas come or go.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/ids.h"

namespace suanli {

// Consistent hashing (Karger et al. 1997): each replica has `points` places on a ring of 2^64, given by its id alone.
class HashRing {
 public:
  explicit HashRing(std::uint32_t points) : points_(points) {}

  // These, rising by id, and no others; O(all points) when they changed.
  void set(std::span<const ReplicaId> replicas);

  // The first replica clockwise from the key's place that `takes(replica)` holds for; the first of all where it holds for none.
  // REQUIRES a replica.
  template <class Takes>
  ReplicaId find(std::uint64_t key, Takes&& takes) const {
    const std::size_t first = after(key);
    for (std::size_t i = first; i < ring_.size(); ++i) {
      if (takes(ring_[i].replica)) return ring_[i].replica;
    }
    for (std::size_t i = 0; i < first; ++i) {
      if (takes(ring_[i].replica)) return ring_[i].replica;
    }
    return ring_[first % ring_.size()].replica;
  }

 private:
  struct Point {
    std::uint64_t at = 0;
    ReplicaId replica{};
    friend bool operator<(const Point& a, const Point& b) { return a.at != b.at ? a.at < b.at : a.replica < b.replica; }
  };

  // Of the first point at the key's place or behind it.
  std::size_t after(std::uint64_t key) const;

  std::uint32_t points_;
  std::vector<ReplicaId> replicas_;
  std::vector<Point> ring_;
};

}  // namespace suanli
