// time.h -- simulated time in whole nanoseconds, and the one place where seconds become a Duration.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace suanli {

using Duration = std::chrono::duration<std::int64_t, std::nano>;

// The clock of the simulated world; it has no now(): time is what the engine says.
struct SimClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<SimClock, Duration>;
  static constexpr bool is_steady = true;
};

using SimTime = SimClock::time_point;

constexpr SimTime time_zero{};
constexpr SimTime time_never{Duration::max()};

// Nearest whole nanosecond, halves away from zero. Empty when not finite or outside +-2^63 ns (292 years).
std::optional<Duration> to_duration(double seconds);

// The same from decimal text ("12", "-0.5", "1.5e3"), exact: no detour over a double. Empty when it is not a number of
// that form or out of range.
std::optional<Duration> parse_seconds(std::string_view text);

// The double nearest to the duration in seconds.
double to_seconds(Duration duration);

// Exact decimal seconds without trailing zeros: "0", "12", "0.5", "-3.000000001".
std::string format_seconds(Duration duration);
void append_seconds(std::string& out, Duration duration);

// a + b; empty when the sum passes 2^63 ns.
std::optional<SimTime> checked_add(SimTime a, Duration b);

}  // namespace suanli
