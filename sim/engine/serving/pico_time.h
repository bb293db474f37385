// pico_time.h -- a point of simulated time to the picosecond, for iterations that follow one another.
#pragma once

#include <cstdint>

#include "sim/base/time.h"

namespace suanli {

// The nearest whole picosecond. REQUIRES 0 <= seconds < 106 days.
constexpr std::int64_t whole_ps(double seconds) {
  return static_cast<std::int64_t>(seconds * 1e12 + 0.5);
}

// A whole nanosecond and picoseconds after it. Iterations add up here exactly; what the rest of the simulation sees is the first whole
// nanosecond that is not earlier.
class PicoTime {
 public:
  PicoTime() = default;
  explicit PicoTime(SimTime at) : whole_(at) {}

  SimTime seen() const { return part_ps_ == 0 ? whole_ : whole_ + Duration(1); }

  PicoTime after(std::int64_t ps) const {
    const std::int64_t sum = part_ps_ + ps;
    PicoTime later;
    later.whole_ = whole_ + Duration(sum / 1000);
    later.part_ps_ = sum % 1000;
    return later;
  }
  // Picoseconds from here to `at`, which may be earlier; less than 106 days either way.
  std::int64_t until(SimTime at) const { return (at - whole_).count() * 1000 - part_ps_; }
  std::int64_t until(const PicoTime& at) const { return until(at.whole_) + at.part_ps_; }

 private:
  SimTime whole_{};
  std::int64_t part_ps_ = 0;  // [0, 1000)
};

}  // namespace suanli
