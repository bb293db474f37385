// running_set.h -- running jobs by projected end, with sums that let a pass find when enough will be free.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"

namespace suanli {

struct ProjectedEnd {
  SimTime at{};
  JobId job{};
  std::int64_t width = 0;  // ShapeTable::width
  friend bool operator<(const ProjectedEnd& a, const ProjectedEnd& b) { return a.at != b.at ? a.at < b.at : a.job < b.job; }
};

// Sorted by (end, JobId) in chunks of at most 64 with the width of each chunk: O(chunks) to insert, erase or find a sum.
class RunningSet {
 public:
  bool empty() const { return chunks_.empty(); }
  std::size_t size() const { return size_; }
  void clear();
  void insert(const ProjectedEnd& end);
  void erase(SimTime at, JobId job);

  // Calls f(ProjectedEnd) in order until it returns false.
  template <class F>
  void walk(F f) const {
    for (const Chunk& chunk : chunks_) {
      for (const ProjectedEnd& end : chunk.ends) {
        if (!f(end)) return;
      }
    }
  }

  std::int64_t width() const { return width_; }
  // Width of the jobs projected to end at or before `at`.
  std::int64_t width_until(SimTime at) const;

  // The first projected end by which `needed` > 0 units will have been freed, and all that is free by then (ends of one time are pooled).
  // Ends at or before `now` count as now + 1 ns. Nothing when even all do not free that much.
  struct Shadow {
    SimTime at{};
    std::int64_t freed = 0;
  };
  std::optional<Shadow> shadow(SimTime now, std::int64_t needed) const;

 private:
  static constexpr std::size_t most = 64;
  struct Chunk {
    std::vector<ProjectedEnd> ends;
    std::int64_t width = 0;
  };
  std::size_t chunk_for(const ProjectedEnd& end) const;
  Chunk take_spare();

  std::vector<Chunk> chunks_;
  std::vector<Chunk> spare_;
  std::size_t size_ = 0;
  std::int64_t width_ = 0;
};

}  // namespace suanli
