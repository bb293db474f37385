// job_queue.cpp -- the bit set, the tree and the queue made of them.
#include "sim/engine/job_queue.h"

#include <algorithm>
#include <bit>

#include "sim/base/check.h"

namespace suanli {

void IdSet::reset(std::size_t bound) {
  std::size_t level = 0;
  std::size_t words = bound;
  do {
    words = words / 64 + 1;
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level++].assign(words, 0);
  } while (words > 1);
  levels_.resize(level);
}

void IdSet::insert(std::uint32_t id) {
  std::size_t at = id;
  for (auto& level : levels_) {
    std::uint64_t& word = level[at / 64];
    const bool was_empty = word == 0;
    word |= std::uint64_t{1} << (at % 64);
    if (!was_empty) return;
    at /= 64;
  }
}

void IdSet::erase(std::uint32_t id) {
  std::size_t at = id;
  for (auto& level : levels_) {
    std::uint64_t& word = level[at / 64];
    word &= ~(std::uint64_t{1} << (at % 64));
    if (word != 0) return;
    at /= 64;
  }
}

std::optional<std::uint32_t> IdSet::next(std::uint32_t from) const {
  std::size_t at = from;
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    if (at / 64 >= levels_[level].size()) return std::nullopt;
    const std::uint64_t word = levels_[level][at / 64] >> (at % 64);
    if (word == 0) {
      at = at / 64 + 1;
      continue;
    }
    at += static_cast<std::size_t>(std::countr_zero(word));
    for (; level > 0; --level) at = at * 64 + static_cast<std::size_t>(std::countr_zero(levels_[level - 1][at]));
    return static_cast<std::uint32_t>(at);
  }
  return std::nullopt;
}

void BackfillTree::reset(std::size_t jobs) {
  std::size_t level = 0;
  std::size_t size = std::max<std::size_t>(jobs, 1);
  for (;;) {
    const bool top = size == 1;
    size = top ? 1 : (size + arity - 1) / arity * arity;
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level].width.assign(size, absent);
    levels_[level].estimate.assign(size, absent);
    ++level;
    if (top) break;
    size /= arity;
  }
  levels_.resize(level);
}

void BackfillTree::insert(JobId job, std::int64_t width, std::int64_t estimate_ns) {
  std::size_t at = index_of(job);
  levels_[0].width[at] = width;
  levels_[0].estimate[at] = estimate_ns;
  for (std::size_t level = 1; level < levels_.size(); ++level) {
    const Level& below = levels_[level - 1];
    at /= arity;
    std::int64_t least_width = absent;
    std::int64_t least_estimate = absent;
    for (std::size_t child = at * arity; child < (at + 1) * arity; ++child) {
      least_width = std::min(least_width, below.width[child]);
      least_estimate = std::min(least_estimate, below.estimate[child]);
    }
    Level& here = levels_[level];
    if (here.width[at] == least_width && here.estimate[at] == least_estimate) return;
    here.width[at] = least_width;
    here.estimate[at] = least_estimate;
  }
}

std::optional<std::uint32_t> BackfillTree::first_below(std::size_t level, std::size_t at, std::size_t from, const Room& room) const {
  if (level == 0) return static_cast<std::uint32_t>(at);
  const Level& below = levels_[level - 1];
  std::size_t width = 1;  // jobs below a child
  for (std::size_t i = 1; i < level; ++i) width *= arity;
  const std::size_t first = at * arity;
  for (std::size_t child = std::max(first, from / width); child < first + arity; ++child) {
    if (!room.allows(below.width[child], below.estimate[child])) continue;
    if (const auto found = first_below(level - 1, child, from, room)) return found;
  }
  return std::nullopt;
}

std::optional<JobId> BackfillTree::next(JobId from, const Room& room) const {
  const std::size_t top = levels_.size() - 1;
  if (index_of(from) >= levels_[0].width.size() || !room.allows(levels_[top].width[0], levels_[top].estimate[0])) return std::nullopt;
  const auto found = first_below(top, 0, index_of(from), room);
  return found ? std::optional(static_cast<JobId>(*found)) : std::nullopt;
}

struct BackfillTree::Shortest {
  std::int64_t estimate = absent;
  std::optional<std::uint32_t> job;
};

void BackfillTree::shortest_below(std::size_t level, std::size_t at, std::size_t from, const Room& room, Shortest& best) const {
  const std::int64_t estimate = levels_[level].estimate[at];
  if (estimate >= best.estimate || !room.allows(levels_[level].width[at], estimate)) return;
  if (level == 0) {
    best = {estimate, static_cast<std::uint32_t>(at)};
    return;
  }
  std::size_t width = 1;
  for (std::size_t i = 1; i < level; ++i) width *= arity;
  for (std::size_t child = std::max(at * arity, from / width); child < (at + 1) * arity; ++child) {
    shortest_below(level - 1, child, from, room, best);
  }
}

std::optional<JobId> BackfillTree::shortest(JobId from, const Room& room) const {
  Shortest best;
  if (index_of(from) < levels_[0].width.size()) shortest_below(levels_.size() - 1, 0, index_of(from), room, best);
  return best.job ? std::optional(static_cast<JobId>(*best.job)) : std::nullopt;
}

void JobQueue::reset(std::size_t jobs, bool sorted, bool with_search) {
  waiting_.reset(jobs);
  size_ = 0;
  first_ = 0;
  sorted_ = sorted;
  by_key_.clear();
  if (sorted) key_of_.assign(jobs, 0);
  search_.leave_out();
  if (with_search) search_.renew(jobs);
}

std::optional<JobId> JobQueue::next_from(JobId job) const {
  if (size_ == 0) return std::nullopt;
  const auto found = waiting_.next(static_cast<std::uint32_t>(job));
  return found ? std::optional(static_cast<JobId>(*found)) : std::nullopt;
}

void JobQueue::insert(JobId job, std::int64_t key, std::int64_t width, std::int64_t estimate_ns) {
  waiting_.insert(static_cast<std::uint32_t>(job));
  first_ = size_ == 0 ? static_cast<std::uint32_t>(job) : std::min(first_, static_cast<std::uint32_t>(job));
  ++size_;
  if (sorted_) {
    key_of_[index_of(job)] = key;
    by_key_.insert({key, job});
  }
  if (search_) search_->insert(job, width, estimate_ns);
}

void JobQueue::erase(JobId job) {
  SUANLI_ASSERT(contains(job), "a job left the queue twice");
  waiting_.erase(static_cast<std::uint32_t>(job));
  --size_;
  if (sorted_) by_key_.erase({key_of_[index_of(job)], job});
  if (search_) search_->erase(job);
}

}  // namespace suanli
