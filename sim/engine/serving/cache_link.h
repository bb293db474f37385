// cache_link.h -- caches of prompts on their way from one replica to another, over a link that all share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/engine/serving/equal_shares.h"
#include "sim/engine/serving/first_heap.h"

namespace suanli {

// A transfer, known by its tag, enters the link at its time, shares it equally with the others while it is there, and is over no sooner than
// its last part can be (overlap with a prefill: P/n + X or P + X/n, whichever is later, for n layers).
class CacheLink {
 public:
  // `work`: alone on the link. REQUIRES that what was due before `now` has been taken.
  void send(SimTime now, std::uint32_t tag, SimTime enters, Duration work, SimTime not_before) {
    if (tag >= transfers_.size()) transfers_.resize(tag + 1);
    transfers_[tag] = {work, not_before};
    if (enters > now) {
      timers_.push({enters, sequence_++, tag, false});
    } else {
      enter(now, tag);
    }
  }
  void take_back(SimTime now, std::uint32_t tag) {
    moving_.pass(now);
    moving_.remove_if([tag](std::uint32_t each) { return each == tag; });
    timers_.remove_if([tag](const Timer& each) { return each.tag == tag; });
  }

  // When something is next due, if nothing changes.
  SimTime next() const { return timers_.empty() ? moving_.next() : std::min(timers_.first().at, moving_.next()); }

  // Appends the tags of transfers that are over by `now`.
  void advance(SimTime now, std::vector<std::uint32_t>& over) {
    while (next() <= now) {
      if (!timers_.empty() && timers_.first().at <= now) {
        const Timer timer = timers_.pop();
        if (timer.over) {
          over.push_back(timer.tag);
        } else {
          enter(now, timer.tag);
        }
        continue;
      }
      moving_.pass(now);
      const std::uint32_t tag = moving_.pop();
      if (transfers_[tag].not_before > now) {
        timers_.push({transfers_[tag].not_before, sequence_++, tag, true});
      } else {
        over.push_back(tag);
      }
    }
  }

 private:
  struct Transfer {
    Duration work{};
    SimTime not_before{};
  };
  struct Timer {
    SimTime at{};
    std::uint64_t sequence = 0;
    std::uint32_t tag = 0;
    bool over = false;  // else it enters
    bool operator>(const Timer& other) const { return at != other.at ? at > other.at : sequence > other.sequence; }
  };

  void enter(SimTime now, std::uint32_t tag) {
    moving_.pass(now);
    moving_.join(transfers_[tag].work, tag);
  }

  std::vector<Transfer> transfers_;  // by tag
  EqualShares<std::uint32_t> moving_;
  FirstHeap<Timer> timers_;
  std::uint64_t sequence_ = 0;
};

}  // namespace suanli
