// rate_gate.h -- lets requests in at no more than a rate, with bursts.
#pragma once

#include <algorithm>

#include "sim/base/time.h"

namespace suanli {

// A token bucket in its other form, one time instead of a level: the virtual scheduling of the generic cell rate algorithm (ITU-T I.371, 2004,
// annex A). Exact in whole ns.
class RateGate {
 public:
  // A gate that lets everybody in.
  void reset() { spacing_ = Duration{}; }
  // One request each `spacing` > 0, and `burst` >= 1 at once after a pause.
  void reset(Duration spacing, double burst) {
    spacing_ = spacing;
    slack_ = to_duration(to_seconds(spacing) * (burst - 1)).value_or(Duration::max() / 4);
    expected_ = SimTime{};
  }

  bool lets_in(SimTime now) {
    if (spacing_ == Duration{}) return true;
    if (expected_ - now > slack_) return false;
    expected_ = std::max(expected_, now) + spacing_;
    return true;
  }

 private:
  Duration spacing_{};
  Duration slack_{};
  SimTime expected_{};  // of the next request, if they kept to the rate
};

}  // namespace suanli
