// patience.h -- when waiting requests give up.
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/ids.h"
#include "sim/base/random.h"
#include "sim/base/time.h"
#include "sim/engine/serving/first_heap.h"

namespace suanli {

// How long a request waits for its start before it leaves: the same for all, or exponential with a mean, each request's own draw whatever
// the policy is.
class PatienceLaw {
 public:
  enum class Kind : unsigned char { endless, fixed, exponential };

  PatienceLaw() = default;
  PatienceLaw(Kind kind, double mean_s, std::uint64_t seed, const std::string& service)
      : kind_(kind), mean_s_(mean_s), mean_(to_duration(mean_s).value_or(Duration::max() / 2)), seed_(seed), purpose_("serving/patience/" + service) {}

  bool endless() const { return kind_ == Kind::endless; }
  Duration of(RequestId request) const {
    if (kind_ != Kind::exponential) return mean_;
    Stream stream(seed_, purpose_, index_of(request));
    return to_duration(stream.exponential(mean_s_)).value_or(Duration::max() / 2);
  }

 private:
  Kind kind_ = Kind::endless;
  double mean_s_ = 0;
  Duration mean_{};
  std::uint64_t seed_ = 0;
  std::string purpose_;
};

// The times at which the requests of one waiting line give up; those that left it otherwise are forgotten when they turn up.
class PatienceTimers {
 public:
  struct Timer {
    SimTime at{};
    std::uint64_t ticket = 0;  // of the place in the line, rising
    bool operator>(const Timer& other) const { return at != other.at ? at > other.at : ticket > other.ticket; }
  };

  void clear() { timers_.clear(); }
  void add(SimTime at, std::uint64_t ticket) { timers_.push({at, ticket}); }

  // The first timer whose ticket still waits, by `waits(ticket)`; null when there is none.
  template <class Waits>
  const Timer* first(Waits waits) {
    while (!timers_.empty() && !waits(timers_.first().ticket)) timers_.pop();
    return timers_.empty() ? nullptr : &timers_.first();
  }
  // Forgets all that no longer wait, once they are the larger part.
  template <class Waits>
  void tidy(std::size_t waiting, Waits waits) {
    if (timers_.size() > 2 * waiting + 64) timers_.remove_if([&](const Timer& timer) { return !waits(timer.ticket); });
  }

 private:
  FirstHeap<Timer> timers_;
};

}  // namespace suanli
