// load_history.h -- what a balancer sees of replicas' load when its information is old.
#pragma once

#include <cstdint>
#include <deque>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/engine/serving/serving_engine.h"

namespace suanli {

// What a balancer may know of a replica.
struct SeenLoad {
  ReplicaLoad load;
  std::uint64_t output_tokens = 0;
};

// Changes of load come in the order of time and are seen `delay` later.
class LoadHistory {
 public:
  void reset(Duration delay) {
    delay_ = delay;
    coming_.clear();
    seen_.resize(0);
  }
  bool delays() const { return delay_ > Duration{}; }

  // A new replica is seen empty, with its cache, from the start.
  void open(ReplicaId replica, const SeenLoad& load) {
    if (seen_.size() <= index_of(replica)) seen_.resize(index_of(replica) + 1);
    seen_[replica] = load;
  }
  void changed(SimTime now, ReplicaId replica, const SeenLoad& load) { coming_.push_back({now, replica, load}); }

  const SeenLoad& seen(ReplicaId replica) const { return seen_[replica]; }
  // Brings what is seen up to `now`; calls f(replica) for each that changed.
  template <class F>
  void pass(SimTime now, F f) {
    while (!coming_.empty() && now - coming_.front().at >= delay_) {
      seen_[coming_.front().replica] = coming_.front().load;
      f(coming_.front().replica);
      coming_.pop_front();
    }
  }

 private:
  struct Change {
    SimTime at{};
    ReplicaId replica{};
    SeenLoad load;
  };
  Duration delay_{};
  std::deque<Change> coming_;
  IdVector<ReplicaId, SeenLoad> seen_;
};

}  // namespace suanli
