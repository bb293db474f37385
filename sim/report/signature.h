// signature.h -- a 64-bit hash over the order and content of all decisions of a run.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sim/base/ids.h"
#include "sim/base/int128.h"
#include "sim/base/time.h"
#include "sim/engine/allocation.h"
#include "sim/engine/observer.h"

namespace suanli {

// Two words at a time are mixed in by one 64 x 64 -> 128 bit multiplication folded in half (Lemire, Kaser 2016), so that the order counts.
// The same bits on every machine. Not meant to withstand an adversary.
class DecisionHash {
 public:
  std::uint64_t value() const { return state_; }

  void start(SimTime now, JobId job, std::span<const NodeHold> holds) {
    head(now, job, 1);
    add(holds);
  }
  void reject(SimTime now, JobId job, RejectReason reason) { head(now, job, 2 + 256 * static_cast<std::uint64_t>(reason)); }
  void kill(SimTime now, JobId job) { head(now, job, 3); }

  void route(SimTime now, RequestId request, ServiceId service, ReplicaId replica, RoutedAs as) {
    head(now, request, 4 + 256 * static_cast<std::uint64_t>(as));
    mix(index_of(service), index_of(replica));
  }
  void refuse(SimTime now, RequestId request, RequestFault fault) { head(now, request, 5 + 256 * static_cast<std::uint64_t>(fault)); }
  void place(SimTime now, ServiceId service, ReplicaId replica, std::span<const NodeHold> holds) {
    head(now, replica, 6);
    mix(index_of(service), holds.size());
    add(holds);
  }
  void remove(SimTime now, ServiceId service, ReplicaId replica) {
    head(now, replica, 7);
    mix(index_of(service), 0);
  }

 private:
  template <class Id>
  void head(SimTime now, Id id, std::uint64_t what) {
    mix(static_cast<std::uint64_t>(now.time_since_epoch().count()), std::uint64_t{index_of(id)} << 32 | what);
  }
  void add(std::span<const NodeHold> holds) {
    for (const NodeHold& hold : holds) {
      mix(std::uint64_t{index_of(hold.node)} << 32 | hold.tasks, hold.gpus ^ hold.fpgas * 0x9E3779B97F4A7C15ULL);
    }
  }
  void mix(std::uint64_t a, std::uint64_t b) {
    const UInt128 product = UInt128{state_ ^ a} * (b ^ 0xD6E8FEB86659FD93ULL);
    state_ = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64) ^ 0xA0761D6478BD642FULL;
  }

  std::uint64_t state_ = 0x243F6A8885A308D3ULL;
};

// 16 hexadecimal digits, lower case.
inline std::string signature_text(std::uint64_t signature) {
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; signature >>= 4) text[i] = "0123456789abcdef"[signature & 15];
  return text;
}

}  // namespace suanli
