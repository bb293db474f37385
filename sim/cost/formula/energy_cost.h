// energy_cost.h -- energy and money of devices at work.
#pragma once

#include "sim/cost/formula/cost_types.h"

namespace suanli {

// Power of a device between idle and peak, in proportion to the share of time it calculates (Fan et al. 2007). `busy` in [0,
// 1].
SUANLI_HOST_DEVICE constexpr double device_power(const DeviceRates& device, double busy) {
  return device.idle_w + busy * (device.peak_w - device.idle_w);
}

// Watts of `devices` and their share of the nodes around them: at rest, and what work adds.
struct PowerDraw {
  double still_w = 0;
  double active_w = 0;
};

SUANLI_HOST_DEVICE constexpr PowerDraw power_draw(const DeviceRates& device, const Fabric& fabric, double devices) {
  const double still = device_power(device, 0) + fabric.node_other_w / fabric.devices_per_node;
  return {devices * still, devices * (device.peak_w - device.idle_w)};
}

// Joules of `seconds`, during `busy_s` of which the devices calculate. Cooling is the zone's PUE, not counted here.
SUANLI_HOST_DEVICE constexpr double drawn_energy(const PowerDraw& power, double seconds, double busy_s) {
  return power.still_w * seconds + power.active_w * busy_s;
}

SUANLI_HOST_DEVICE constexpr double devices_energy(const DeviceRates& device, const Fabric& fabric, double devices,
                                                   double seconds, double busy) {
  return drawn_energy(power_draw(device, fabric, devices), seconds, busy * seconds);
}

// Of `devices`, USD/s.
SUANLI_HOST_DEVICE constexpr double price_rate(const DeviceRates& device, double devices) {
  return device.price_usd_per_hour * devices / 3600;
}
SUANLI_HOST_DEVICE constexpr double devices_price(const DeviceRates& device, double devices, double seconds) {
  return price_rate(device, devices) * seconds;
}

}  // namespace suanli
