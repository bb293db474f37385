// wall_limit.h -- a scenario's limit of wall-clock time for one run.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "sim/base/time.h"

namespace suanli {

// The time counts from when this is made.
class WallLimit {
 public:
  explicit WallLimit(std::optional<double> seconds) : seconds_(seconds), began_(Clock::now()) {}

  bool is_over() const { return seconds_ && std::chrono::duration<double>(Clock::now() - began_).count() > *seconds_; }
  // REQUIRES a limit.
  std::string text() const {
    return "max_wall_s: " + format_seconds(to_duration(*seconds_).value_or(Duration::max())) + " s have passed";
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::optional<double> seconds_;
  Clock::time_point began_;
};

}  // namespace suanli
