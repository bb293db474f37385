// desired_window.h -- a desired number of replicas is followed only when it has been desired for a while.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/base/params.h"
#include "sim/base/time.h"

namespace suanli {

constexpr ParamSpec down_window_param{.name = "down_window_s", .type = ParamType::number, .default_value = "300", .unit = "s", .low = 0, .high = 1e9,
                                      .help = "going down, the largest number desired within this time is taken"};
constexpr ParamSpec up_window_param{.name = "up_window_s", .type = ParamType::number, .default_value = "0", .unit = "s", .low = 0, .high = 1e9,
                                    .help = "going up, the smallest number desired within this time is taken"};

// The stabilisation windows of the Kubernetes HorizontalPodAutoscaler. A wish as old as the window is out of it.
class DesiredWindow {
 public:
  // REQUIRES params with both of the above.
  explicit DesiredWindow(const Params& params)
      : down_(*to_duration(params.number("down_window_s"))), up_(*to_duration(params.number("up_window_s"))) {}

  // What `current` should become, `desired` being wished now.
  std::uint32_t apply(SimTime now, std::uint32_t current, std::uint32_t desired) {
    std::erase_if(wishes_, [&](const Wish& wish) { return now - wish.at >= std::max(down_, up_); });
    wishes_.push_back({now, desired});
    std::uint32_t largest = desired;
    std::uint32_t smallest = desired;
    for (const Wish& wish : wishes_) {
      if (now - wish.at < down_) largest = std::max(largest, wish.desired);
      if (now - wish.at < up_) smallest = std::min(smallest, wish.desired);
    }
    if (current < smallest) return smallest;
    return std::min(current, largest);
  }

 private:
  struct Wish {
    SimTime at{};
    std::uint32_t desired = 0;
  };

  Duration down_;
  Duration up_;
  std::vector<Wish> wishes_;
};

}  // namespace suanli
