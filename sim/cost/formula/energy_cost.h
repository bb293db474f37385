// energy_cost.h -- energy and money of devices at work.
#pragma once

#include "sim/cost/formula/cost_types.h"

namespace suanli {

// Power of a device between idle and peak, in proportion to the share of time it calculates (Fan et al. 2007). `busy` in [0,
// 1].
SUANLI_HOST_DEVICE constexpr double device_power(const DeviceRates& device, double busy) {
  return device.idle_w + busy * (device.peak_w - device.idle_w);
}

// Joules of `devices` over `seconds`, their share of the nodes around them included. Cooling is the zone's PUE, not counted
// here.
SUANLI_HOST_DEVICE constexpr double devices_energy(const DeviceRates& device, const Fabric& fabric, double devices,
                                                   double seconds, double busy) {
  const double around = fabric.node_other_w / fabric.devices_per_node;
  return devices * (device_power(device, busy) + around) * seconds;
}

SUANLI_HOST_DEVICE constexpr double devices_price(const DeviceRates& device, double devices, double seconds) {
  return device.price_usd_per_hour * devices * seconds / 3600;
}

}  // namespace suanli
