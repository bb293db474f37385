// service_timers.h -- what is to happen to requests and replicas of a service at set times: time outs, retries, copies, drains.
#pragma once

#include <cstdint>
#include <cstddef>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/engine/serving/first_heap.h"

namespace suanli {

enum class ServiceTimer : unsigned char { timeout, retry, hedge, drained };

// Timers are never taken out: those that no longer mean anything are found stale when they are due. When more than half of many are, `is_stale`
// sweeps them.
class ServiceTimers {
 public:
  struct Timer {
    SimTime at{};
    std::uint64_t sequence = 0;
    ServiceTimer what = ServiceTimer::timeout;
    std::uint16_t attempt = 0;   // of the request
    std::uint32_t number = 0;    // of the request, or of the replica
    bool operator>(const Timer& other) const { return at != other.at ? at > other.at : sequence > other.sequence; }
  };

  void reset() {
    heap_.clear();
    sequence_ = 0;
    swept_size_ = 0;
  }
  SimTime next() const { return heap_.empty() ? time_never : heap_.first().at; }
  Timer pop() { return heap_.pop(); }

  template <class IsStale>
  void add(SimTime at, ServiceTimer what, std::uint32_t number, std::uint16_t attempt, IsStale is_stale) {
    if (heap_.size() >= 4096 && heap_.size() >= 2 * swept_size_) {
      heap_.remove_if(is_stale);
      swept_size_ = heap_.size();
    }
    heap_.push({at, sequence_++, what, attempt, number});
  }

 private:
  FirstHeap<Timer> heap_;
  std::uint64_t sequence_ = 0;
  std::size_t swept_size_ = 0;  // what was left when it was last swept
};

}  // namespace suanli
