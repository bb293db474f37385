// count_over_time.h -- the integral and the largest value of a count that changes.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/int128.h"
#include "sim/base/time.h"

namespace suanli {

// A count that changes over time: its integral over the window and the most it was for longer than an instant.
struct CountOverTime {
  Int128 integral = 0;  // count x ns
  std::int64_t max = 0;
  bool operator==(const CountOverTime&) const = default;
};

// How many of these spans hold over time, inside [from, until]. The span of one that never ends goes on to `until`.
class SpanCounter {
 public:
  SpanCounter(SimTime from, SimTime until) : from_(from), until_(until) {}
  // [begin, end); nothing when begin is time_never. Returns how much of it lies inside, in ns.
  std::int64_t add(SimTime begin, SimTime end);
  CountOverTime count();

 private:
  struct Change {
    SimTime at{};
    std::int64_t by = 0;
  };
  SimTime from_;
  SimTime until_;
  std::vector<Change> changes_;
};

}  // namespace suanli
