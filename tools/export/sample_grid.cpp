// sample_grid.cpp -- round steps, and where an instant falls.
#include "tools/export/sample_grid.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace suanli::exports {

using namespace std::chrono_literals;

std::size_t SampleGrid::first_after(Duration time) const {
  if (time <= Duration(0)) return 0;
  if (time >= end_) return size() - 1;
  return steps_to(time);
}

Duration round_step(Duration end, std::size_t most) {
  constexpr std::array<Duration, 17> steps{1s, 2s, 5s, 10s, 15s, 30s, 1min, 2min, 5min, 10min, 15min, 30min, 1h, 2h, 6h, 12h, 24h};
  const auto fits = [&](Duration step) { return SampleGrid(end, step).size() <= most; };
  const auto at = std::find_if(steps.begin(), steps.end(), fits);
  if (at != steps.end()) return *at;
  Duration days = 48h;
  while (!fits(days)) days *= 2;
  return days;
}

}  // namespace suanli::exports
