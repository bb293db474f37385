// job_queue.h -- eligible waiting jobs: by JobId, by a policy's key, and as a tree that finds the next one to backfill.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory_resource>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/kept.h"
#include "sim/base/time.h"

namespace suanli {

// A set of ids below a fixed bound as words of bits with summaries above: first and next member cost one word per level.
class IdSet {
 public:
  IdSet() = default;  // of nothing
  explicit IdSet(std::size_t bound) { reset(bound); }
  // Empties it for ids below another bound, in the memory it has.
  void reset(std::size_t bound);

  void insert(std::uint32_t id);
  void erase(std::uint32_t id);
  bool contains(std::uint32_t id) const { return (levels_[0][id / 64] >> (id % 64) & 1) != 0; }
  // The least member >= from.
  std::optional<std::uint32_t> next(std::uint32_t from) const;

 private:
  std::vector<std::vector<std::uint64_t>> levels_;  // levels_[0]: the members; above: which words below are not empty
};

// A 16-ary tree over JobIds with the least width and the least estimate below each branch: the next waiting job that a backfill pass may
// start is found without walking the queue.
class BackfillTree {
 public:
  BackfillTree() = default;  // of nothing
  explicit BackfillTree(std::size_t jobs) { reset(jobs); }
  // Empties it for another number of jobs, in the memory it has.
  void reset(std::size_t jobs);

  void insert(JobId job, std::int64_t width, std::int64_t estimate_ns);
  void erase(JobId job) { insert(job, absent, absent); }

  // What a pass allows: width <= free, and (estimate <= slack or width <= extra).
  struct Room {
    std::int64_t free = 0;
    std::int64_t slack_ns = 0;
    std::int64_t extra = 0;
    bool allows(std::int64_t width, std::int64_t estimate_ns) const {
      return width <= free && (estimate_ns <= slack_ns || width <= extra);
    }
  };
  // The least JobId >= from that the room allows.
  std::optional<JobId> next(JobId from, const Room& room) const;
  // Calls f(JobId) for each that the room allows, from `from` on, in rising order: one walk, however many they are.
  template <class F>
  void for_each(JobId from, const Room& room, F f) const {
    const std::size_t top = levels_.size() - 1;
    if (index_of(from) < levels_[0].width.size() && room.allows(levels_[top].width[0], levels_[top].estimate[0])) visit(top, 0, index_of(from), room, f);
  }
  // Of those, the one with the least (estimate, JobId).
  std::optional<JobId> shortest(JobId from, const Room& room) const;

 private:
  static constexpr std::size_t arity = 16;
  static constexpr std::int64_t absent = std::numeric_limits<std::int64_t>::max();
  struct Level {
    std::vector<std::int64_t> width;
    std::vector<std::int64_t> estimate;
  };

  // Of an allowed branch.
  template <class F>
  void visit(std::size_t level, std::size_t at, std::size_t from, const Room& room, F& f) const {
    if (level == 0) return f(static_cast<JobId>(at));
    const Level& below = levels_[level - 1];
    std::size_t width = 1;  // jobs below a child
    for (std::size_t i = 1; i < level; ++i) width *= arity;
    for (std::size_t child = std::max(at * arity, from / width); child < (at + 1) * arity; ++child) {
      if (room.allows(below.width[child], below.estimate[child])) visit(level - 1, child, from, room, f);
    }
  }

  struct Shortest;
  std::optional<std::uint32_t> first_below(std::size_t level, std::size_t at, std::size_t from, const Room& room) const;
  void shortest_below(std::size_t level, std::size_t at, std::size_t from, const Room& room, Shortest& best) const;

  std::vector<Level> levels_;  // levels_[0]: jobs
};

class JobQueue {
 public:
  JobQueue() = default;  // of no jobs
  // `with_search`: keep the backfill tree.
  JobQueue(std::size_t jobs, bool sorted, bool with_search) { reset(jobs, sorted, with_search); }
  // As if newly made, in the memory it has.
  void reset(std::size_t jobs, bool sorted, bool with_search);

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool contains(JobId job) const { return waiting_.contains(static_cast<std::uint32_t>(job)); }

  // In the order of JobId (arrival).
  std::optional<JobId> first() const {
    if (size_ == 0) return std::nullopt;
    first_ = *waiting_.next(first_);
    return static_cast<JobId>(first_);
  }
  std::optional<JobId> after(JobId job) const { return next_from(static_cast<JobId>(index_of(job) + 1)); }
  std::optional<JobId> next_from(JobId job) const;

  // In the order of (key, JobId). REQUIRES sorted.
  using Key = std::pair<std::int64_t, JobId>;
  const std::pmr::set<Key>& by_key() const { return by_key_; }

  // REQUIRES with_search.
  const BackfillTree& search() const { return *search_; }

  void insert(JobId job, std::int64_t key, std::int64_t width, std::int64_t estimate_ns);
  void erase(JobId job);

 private:
  IdSet waiting_;
  std::size_t size_ = 0;
  mutable std::uint32_t first_ = 0;  // no member is below it: where the search for the first begins
  bool sorted_ = false;
  std::pmr::unsynchronized_pool_resource pool_;
  std::pmr::set<Key> by_key_{&pool_};
  std::vector<std::int64_t> key_of_;  // by JobId, when sorted
  Kept<BackfillTree> search_;
};

}  // namespace suanli
