// operator_cost.h -- how long one operator takes on a device: a roofline with measured efficiencies and a floor.
#pragma once

#include "sim/cost/formula/cost_types.h"

namespace suanli {

// Peak FLOP/s for products of a type; what a device does not offer in 8 bits it does in 16.
SUANLI_HOST_DEVICE constexpr double product_rate(const DeviceRates& device, DataType type) {
  const double asked = device.peak[static_cast<int>(type)];
  return asked > 0 ? asked : device.peak[static_cast<int>(DataType::bf16)];
}
// Of it, what lasts: clocks fall under power limits, and narrow types lose a share to scaling.
SUANLI_HOST_DEVICE constexpr double sustained_rate(const DeviceRates& device, DataType type) {
  const bool offered = device.peak[static_cast<int>(type)] > 0;
  return product_rate(device, type) * device.sustained[static_cast<int>(offered ? type : DataType::bf16)];
}

// Williams et al. (2009): the slower of arithmetic and memory, here with efficiencies that grow with size (curves measured over
// whole kernels, their launch included) and never under the shortest kernel.
SUANLI_HOST_DEVICE constexpr double product_time(const DeviceRates& device, DataType type, double m, double n, double k) {
  const double w = bytes_of(type);
  const double arithmetic = device.matrix.cost(2 * m * n * k) / sustained_rate(device, type);
  const double memory = device.matrix_memory.cost(w * (m * n + n * k + m * k)) / device.memory_rate;
  return larger(device.kernel_s, larger(arithmetic, memory));
}

// `count` independent products of one shape in one kernel; efficiency is that of the whole.
SUANLI_HOST_DEVICE constexpr double batched_product_time(const DeviceRates& device, DataType type, double count, double m,
                                                         double n, double k) {
  const double w = bytes_of(type);
  const double arithmetic = device.matrix.cost(2 * count * m * n * k) / sustained_rate(device, type);
  const double memory = device.matrix_memory.cost(w * count * (m * n + n * k + m * k)) / device.memory_rate;
  return larger(device.kernel_s, larger(arithmetic, memory));
}

// An operator that only moves data: norms, activations, dropout, residuals, softmax.
SUANLI_HOST_DEVICE constexpr double stream_time(const DeviceRates& device, double bytes) {
  return bytes > 0 ? larger(device.kernel_s, device.stream.cost(bytes) / device.memory_rate) : 0;
}

// A fused attention kernel (Dao et al. 2022): scores never reach memory.
SUANLI_HOST_DEVICE constexpr double fused_attention_time(const DeviceRates& device, double flops) {
  return larger(device.kernel_s, device.attention.cost(flops) / sustained_rate(device, DataType::bf16));
}

}  // namespace suanli
