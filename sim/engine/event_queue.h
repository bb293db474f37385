// event_queue.h -- pending events as a tournament tree: one slot per running job or timer, re-timed and cancelled in place.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/int128.h"
#include "sim/base/time.h"

namespace suanli {

// The order of the enumerators is the tie rule at equal times: free before ask.
enum class EventKind : unsigned char { completion, failure, repair, arrival, timer };

// The other tie rule, for policies asked after every event: prediction-over (a timer) before arrival before completion.
constexpr unsigned per_event_rank(EventKind kind) {
  return kind == EventKind::timer ? 0 : kind == EventKind::arrival ? 1 : 2;
}

enum class EventSlot : std::uint32_t {};

struct Event {
  SimTime at{};
  unsigned rank = 0;            // the kind's place at equal times
  std::uint64_t sequence = 0;   // order of scheduling among equal (at, rank)
  EventSlot slot{};
};

// A growable winner tree over slots (Knuth 1973, vol. 3, 5.4.1). The key of a slot is (time, rank, sequence), compared as one 128-bit
// number, so the order is total and exact. O(log slots) to schedule, re-time or cancel; O(1) to look at the first.
class EventQueue {
 public:
  EventQueue() { grow(64); }

  // As if newly made, in the memory it has.
  void reset() {
    leaves_ = 0;
    free_.clear();
    sequence_ = 0;
    grow(64);
  }

  // A slot without an event; lowest numbers first after growth, last freed first otherwise.
  EventSlot open() {
    if (free_.empty()) grow(2 * leaves_);
    const EventSlot slot = free_.back();
    free_.pop_back();
    return slot;
  }
  // REQUIRES no event on it.
  void close(EventSlot slot) { free_.push_back(slot); }

  // Replaces whatever event the slot had. REQUIRES 0 <= at < time_never, rank < 16.
  void schedule(EventSlot slot, SimTime at, unsigned rank) {
    const auto time = static_cast<std::uint64_t>(at.time_since_epoch().count());
    const std::uint64_t low = std::uint64_t{rank} << 60 | sequence_++ << 24 | static_cast<std::uint64_t>(slot);
    set(static_cast<std::size_t>(slot), UInt128{time} << 64 | low);
  }
  void cancel(EventSlot slot) { set(static_cast<std::size_t>(slot), never); }

  bool empty() const { return tree_[1] == never; }
  // time_never when empty: that is what the key of no event says.
  SimTime next_time() const { return SimTime(Duration(static_cast<std::int64_t>(tree_[1] >> 64))); }
  unsigned next_rank() const { return static_cast<unsigned>(static_cast<std::uint64_t>(tree_[1]) >> 60); }

  EventSlot next_slot() const { return static_cast<EventSlot>(static_cast<std::uint64_t>(tree_[1]) & slot_mask); }

  // Takes out the first event. REQUIRES not empty.
  Event pop() {
    const UInt128 key = tree_[1];
    const auto low = static_cast<std::uint64_t>(key);
    Event event{next_time(), next_rank(), low >> 24 & 0xFFFFFFFFFULL, static_cast<EventSlot>(low & slot_mask)};
    take_out(static_cast<std::size_t>(event.slot));
    return event;
  }

  std::size_t slot_count() const { return leaves_; }

 private:
  static constexpr UInt128 never = UInt128{static_cast<std::uint64_t>(time_never.time_since_epoch().count())} << 64 | ~std::uint64_t{0};
  static constexpr std::size_t most_slots = std::size_t{1} << 24;
  static constexpr std::uint64_t slot_mask = most_slots - 1;

  void set(std::size_t slot, UInt128 key) {
    std::size_t at = leaves_ + slot;
    tree_[at] = key;
    while (at > 1) {
      const UInt128 rival = tree_[at ^ 1];
      key = rival < key ? rival : key;
      at >>= 1;
      if (tree_[at] == key) return;  // no match above changes either
      tree_[at] = key;
    }
  }

  // Takes the winner out: every match on its way changes, so none is looked at twice.
  void take_out(std::size_t slot) {
    UInt128* const tree = tree_.data();
    std::size_t at = leaves_ + slot;
    UInt128 key = never;
    tree[at] = key;
    for (; at > 1; at >>= 1) {
      const UInt128 rival = tree[at ^ 1];
      key = rival < key ? rival : key;
      tree[at >> 1] = key;
    }
  }

  // REQUIRES at least twice as many as there are.
  void grow(std::size_t leaves) {
    SUANLI_ASSERT(leaves <= most_slots, "more than 2^24 events are pending at once");
    tree_.resize(2 * leaves);
    const auto old = tree_.begin() + static_cast<std::ptrdiff_t>(leaves_);
    const auto last = tree_.begin() + static_cast<std::ptrdiff_t>(leaves);
    std::fill(std::copy(old, old + static_cast<std::ptrdiff_t>(leaves_), last), tree_.end(), never);
    for (std::size_t i = leaves - 1; i >= 1; --i) tree_[i] = std::min(tree_[2 * i], tree_[2 * i + 1]);
    free_.reserve(leaves);
    for (std::size_t i = leaves; i > leaves_; --i) free_.push_back(static_cast<EventSlot>(i - 1));
    leaves_ = leaves;
  }

  std::vector<UInt128> tree_;
  std::size_t leaves_ = 0;
  std::vector<EventSlot> free_;
  std::uint64_t sequence_ = 0;  // 36 bits: 6.9e10 events a run
};

}  // namespace suanli
