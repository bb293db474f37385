// cost_formula.h -- every formula of what work costs, once, for host and device.
#pragma once

#include "sim/base/quantity.h"
#include "sim/cost/formula/inference_cost.h"
#include "sim/cost/formula/training_cost.h"
#include "sim/cost/formula/work_cost.h"

namespace suanli {

// Time of recorded work on another device: the recorded time x (speed of the recorded device / speed of this one).
SUANLI_HOST_DEVICE constexpr Seconds rescaled(Seconds recorded, double recorded_speed, double speed) {
  return recorded * recorded_speed / speed;
}

}  // namespace suanli
