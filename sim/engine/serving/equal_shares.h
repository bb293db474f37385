// equal_shares.h -- work that shares one facility equally: the requests of a replica, the transfers on a link.
#pragma once

#include <cstdint>

#include "sim/base/int128.h"
#include "sim/base/time.h"
#include "sim/engine/serving/first_heap.h"

namespace suanli {

// n pieces of work go on at min(1, slots / n) of full speed each. What each has got since the facility was last idle is the same for all, so
// a piece that joins at share S with work w ends at S + w whatever happens to the others, and a heap of these sums is all there is to keep
// (Kleinrock 1967). Shares are in 2^-32 ns at full speed; ends are told to the nearest nanosecond.
template <class Item>
class EqualShares {
 public:
  explicit EqualShares(std::uint64_t slots = 1) : slots_(slots) {}

  bool empty() const { return running_.empty(); }
  std::size_t size() const { return running_.size(); }

  // Time goes on to `now`, with those that are in. To be called before anything else at `now`.
  void pass(SimTime now) {
    if (running_.empty()) {
      share_ = 0;
    } else {
      const Share full = static_cast<Share>((now - known_at_).count()) << share_bits;
      share_ += running_.size() <= slots_ ? full : full * static_cast<Share>(slots_) / static_cast<Share>(running_.size());
    }
    known_at_ = now;
  }
  void join(Duration work, Item item) { running_.push({share_ + (static_cast<Share>(work.count()) << share_bits), sequence_++, item}); }

  // When the next one ends if nothing changes; time_never when none is in. Those that end together come out in the order they joined.
  SimTime next() const { return running_.empty() ? time_never : known_at_ + time_left(); }
  // REQUIRES next() == now.
  Item pop() { return running_.pop().item; }

  template <class Is>
  bool remove_if(Is is) {
    return running_.remove_if([&](const Running& each) { return is(each.item); }) > 0;
  }

 private:
  using Share = Int128;
  static constexpr int share_bits = 32;
  struct Running {
    Share end = 0;
    std::uint64_t sequence = 0;
    Item item{};
    bool operator>(const Running& other) const { return end != other.end ? end > other.end : sequence > other.sequence; }
  };

  Duration time_left() const {
    Share left = running_.first().end - share_;
    if (left <= 0) return Duration{};
    if (running_.size() > slots_) left = left * static_cast<Share>(running_.size()) / static_cast<Share>(slots_);
    const Share nanoseconds = (left + (Share{1} << (share_bits - 1))) >> share_bits;
    constexpr Share most = Share{1} << 62;
    return Duration(static_cast<std::int64_t>(nanoseconds < most ? nanoseconds : most));
  }

  std::uint64_t slots_ = 1;
  FirstHeap<Running> running_;
  Share share_ = 0;  // at known_at_
  SimTime known_at_{};
  std::uint64_t sequence_ = 0;
};

}  // namespace suanli
