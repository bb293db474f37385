// random_plans.h -- random models, devices, fabrics and plans for properties of the cost formulas.
#pragma once

#include <array>
#include <cstddef>

#include "sim/base/random.h"
#include "sim/cost/cost_formula.h"

namespace suanli::test {

struct CostCase {
  ModelShape model;
  DeviceRates device;
  Fabric fabric;
  ParallelPlan plan;
};

template <std::size_t N>
double one_of(Stream& random, const std::array<double, N>& values) {
  return values[random.below(N)];
}

inline bool flip(Stream& random) {
  return random.below(2) == 1;
}

inline ModelShape random_model(Stream& random) {
  ModelShape model;
  model.layers = one_of<4>(random, {8, 24, 40, 96});
  model.heads = one_of<3>(random, {16, 32, 64});
  model.hidden = model.heads * one_of<2>(random, {64, 128});
  model.kv_heads = model.heads / one_of<3>(random, {1, 4, 8});
  model.ffn = model.hidden * one_of<2>(random, {4, 3});
  model.vocab = one_of<2>(random, {32000, 128256});
  model.sequence = one_of<3>(random, {1024, 2048, 8192});
  model.gated = flip(random);
  model.style = flip(random) ? ModelStyle::llama : ModelStyle::gpt;
  if (random.below(4) == 0) {
    model.experts = 8;
    model.experts_per_token = 2;
  }
  return model;
}

inline SizeCurve random_curve(Stream& random, double unit) {
  const double low = 0.1 + 0.4 * random.uniform();
  const SizePoint points[] = {{unit, low}, {8 * unit, low + 0.2}, {100 * unit, low + 0.4}};
  return size_curve(points, 3);
}

inline DeviceRates random_device(Stream& random) {
  DeviceRates device;
  device.peak[static_cast<int>(DataType::fp32)] = 20e12;
  device.peak[static_cast<int>(DataType::bf16)] = 1e14 * (1 + 20 * random.uniform());
  device.peak[static_cast<int>(DataType::fp8)] = flip(random) ? 2 * device.peak[static_cast<int>(DataType::bf16)] : 0;
  device.memory_bytes = 1e9 * one_of<3>(random, {32, 80, 192});
  device.memory_rate = 1e12 * (0.5 + 5 * random.uniform());
  device.host_link_rate = 32e9;
  device.matrix = random_curve(random, 1e9);
  device.matrix_memory = random_curve(random, 2e6);
  device.stream = random_curve(random, 2e6);
  device.attention = random_curve(random, 3e9);
  device.cache_read = random_curve(random, 3e6);
  for (double& share : device.sustained) share = 0.5 + 0.5 * random.uniform();
  device.score_share = 0.5;
  device.kernel_s = 3e-6;
  device.launch_s = flip(random) ? 20e-6 : 0;
  device.update_s = 2e-3;
  device.idle_w = 60;
  device.peak_w = 400;
  device.price_usd_per_hour = 2;
  return device;
}

inline Fabric random_fabric(Stream& random) {
  Fabric fabric;
  fabric.devices_per_node = one_of<3>(random, {4, 8, 16});
  fabric.reduce_rate = 1e11 * (1 + 5 * random.uniform());
  fabric.gather_rate = 0.8 * fabric.reduce_rate;
  fabric.peer_rate = fabric.reduce_rate;
  fabric.network_rate = 1e10 * (1 + 40 * random.uniform());
  fabric.network_share = 0.5;
  fabric.message_share = 0.9;
  fabric.shard_share = 0.5;
  fabric.peer_s = 10e-6;
  fabric.network_s = 15e-6;
  fabric.straggle = 0.01;
  fabric.link_overlap_cost = 0.15;
  fabric.network_overlap_cost = 0.02;
  fabric.node_other_w = 1000;
  return fabric;
}

inline ParallelPlan random_plan(Stream& random, const ModelShape& model) {
  ParallelPlan plan;
  plan.tp = one_of<4>(random, {1, 2, 4, 8});
  plan.pp = one_of<4>(random, {1, 2, 4, 8});
  plan.dp = one_of<4>(random, {1, 2, 8, 16});
  plan.cp = one_of<3>(random, {1, 1, 2});
  plan.ep = model.experts > 0 && plan.dp >= 2 ? 2 : 1;
  plan.devices = plan.tp * plan.pp * plan.dp * plan.cp;
  plan.microbatch = one_of<3>(random, {1, 2, 4});
  plan.batch = plan.dp * plan.microbatch * one_of<4>(random, {1, 6, 16, 64});
  plan.interleave = plan.pp > 1 ? one_of<2>(random, {1, 2}) : 1;
  if (plan.pp * plan.interleave > model.layers) plan.interleave = 1;
  plan.type = random.below(3) == 0 ? DataType::fp8 : DataType::bf16;
  plan.recompute = static_cast<Recompute>(random.below(3));
  plan.zero = static_cast<unsigned char>(random.below(4));
  plan.gradient_bytes = one_of<2>(random, {2, 4});
  plan.sequence_parallel = flip(random);
  plan.fused_attention = flip(random);
  plan.scatter_gather = flip(random);
  plan.overlap_tp = flip(random);
  plan.overlap_dp = flip(random);
  plan.overlap_pp = flip(random);
  plan.offload = one_of<3>(random, {0, 0, 0.5});
  return plan;
}

inline CostCase random_case(Stream& random) {
  CostCase found;
  found.model = random_model(random);
  found.device = random_device(random);
  found.fabric = random_fabric(random);
  found.plan = random_plan(random, found.model);
  return found;
}

inline StepCost cost_of(const CostCase& drawn) {
  return training_step(drawn.model, drawn.device, drawn.fabric, drawn.plan);
}

}  // namespace suanli::test
