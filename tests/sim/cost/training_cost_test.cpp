// training_cost_test.cpp -- one training step by hand: pipelines, exchanges, refusals, energy and money.
#include "sim/cost/formula/training_cost.h"

#include <doctest/doctest.h>

namespace suanli::test {
namespace {

// A device that does everything at one rate and whose kernels all take exactly `kernel` seconds: peaks so high that nothing
// else shows.
DeviceRates kernels_of(double kernel) {
  DeviceRates device;
  device.peak[static_cast<int>(DataType::bf16)] = 1e30;
  device.memory_rate = 1e30;
  device.memory_bytes = 1e30;
  device.kernel_s = kernel;
  return device;
}

Fabric free_fabric() {
  Fabric fabric;
  fabric.devices_per_node = 8;
  fabric.reduce_rate = fabric.gather_rate = fabric.peer_rate = fabric.network_rate = 1e30;
  for (Protocol& protocol : fabric.protocols) protocol = {0, 0, 0, 1, 0, 0, 0, 1};
  return fabric;
}

ModelShape small_gpt() {
  ModelShape model;
  model.layers = 8;
  model.hidden = 64;
  model.heads = model.kv_heads = 8;
  model.ffn = 256;
  model.vocab = 512;
  model.sequence = 32;
  return model;
}

ParallelPlan one_device() {
  ParallelPlan plan;
  plan.devices = 1;
  plan.batch = 4;
  return plan;
}

}  // namespace

// Kernels of a layer: forward 4 products, 2 batched products, softmax and dropout, 2 norms, 2 residuals, 1 activation: 13.
// Backward each product two, the batched four, softmax and dropout, 5 streams: 8 + 4 + 2 + 5 = 19. The head: 2 forward, 3
// backward. 4 microbatches of 8 layers at 1 s a kernel: forward 4 (8 x 13 + 2) = 424, backward 4 (8 x 19 + 3) = 620; the
// optimizer one kernel. Nothing else.
TEST_CASE("one device pays its kernels") {
  const StepCost cost = training_step(small_gpt(), kernels_of(1), free_fabric(), one_device());
  CHECK(cost.feasible);
  CHECK(cost.forward_s == 424);
  CHECK(cost.backward_s == 620);
  CHECK(cost.optimizer_s == 1);
  CHECK(cost.recompute_s == 0);
  CHECK(cost.bubble_s == 0);
  CHECK(cost.step_s == 1045);
}

// Full recompute runs the forward of the layers again: 4 x 8 x 13 = 416. Selective the attention core alone: 4 kernels: 128.
TEST_CASE("recompute adds a forward pass, or its attention") {
  ParallelPlan plan = one_device();
  plan.recompute = Recompute::full;
  CHECK(training_step(small_gpt(), kernels_of(1), free_fabric(), plan).recompute_s == 416);
  plan.recompute = Recompute::selective;
  CHECK(training_step(small_gpt(), kernels_of(1), free_fabric(), plan).recompute_s == 128);
  plan.fused_attention = true;
  const StepCost fused = training_step(small_gpt(), kernels_of(1), free_fabric(), plan);
  CHECK(fused.recompute_s == 0);
  CHECK(fused.hardware_flops == fused.model_flops);
}

// 4 stages of 2 layers: a microbatch takes 2 (13 + 19) = 64 s in a stage, the bubble is 3 of them, and half with two chunks a
// stage: the fraction (p - 1) / (v m) of Narayanan et al. 2021.
TEST_CASE("the bubble is (p - 1) / (v m) of the work") {
  ParallelPlan plan = one_device();
  plan.devices = plan.pp = 4;
  StepCost cost = training_step(small_gpt(), kernels_of(1), free_fabric(), plan);
  CHECK(cost.bubble_s == 192);
  plan.interleave = 2;
  cost = training_step(small_gpt(), kernels_of(1), free_fabric(), plan);
  CHECK(cost.bubble_s == 96);
}

// 6 microbatches over 4 stages with 2 chunks: 2 left over, the schedule waits for (v - 1)(p - 2) = 2 chunks of a layer more.
TEST_CASE("interleaving pays for microbatches that do not fill the pipeline") {
  ParallelPlan plan = one_device();
  plan.devices = plan.pp = 4;
  plan.interleave = 2;
  plan.batch = 6;
  const StepCost cost = training_step(small_gpt(), kernels_of(1), free_fabric(), plan);
  CHECK(cost.bubble_s == 96 + 2 * 32);
}

// 10 layers in 4 stages: the fullest holds 3.
TEST_CASE("uneven layers: the fullest stage sets the pace") {
  ModelShape model = small_gpt();
  model.layers = 10;
  ParallelPlan plan = one_device();
  plan.devices = plan.pp = 4;
  CHECK(stage_layers(model, plan) == 3);
  CHECK(training_step(model, kernels_of(1), free_fabric(), plan).forward_s == 4 * (3 * 13 + 2));
}

// Volumes. s b h w = 32 x 64 x 2 = 4096 bytes. Bus 4096 bytes/s, t 2: an all-reduce takes 2 x 1/2 x 1 s; 4 a layer, 6 with full
// recompute; 4 microbatches of 8 layers: 128 and 192.
TEST_CASE("tensor parallelism reduces twice each way") {
  Fabric fabric = free_fabric();
  fabric.reduce_rate = fabric.gather_rate = 4096;
  ParallelPlan plan = one_device();
  plan.devices = plan.tp = 2;
  CHECK(training_step(small_gpt(), kernels_of(1), fabric, plan).tp_exposed_s == 128);
  plan.recompute = Recompute::full;
  CHECK(training_step(small_gpt(), kernels_of(1), fabric, plan).tp_exposed_s == 192);
  plan.recompute = Recompute::none;
  plan.sequence_parallel = true;
  CHECK(training_step(small_gpt(), kernels_of(1), fabric, plan).tp_exposed_s == doctest::Approx(128));
}

// Gradients of 2 bytes per parameter over 4 replicas, bus of 1 byte/s: 2 x 3/4 x 2 P; ZeRO-1 the same in two halves; ZeRO-3
// gathers weights twice a microbatch: scatter 3/4 x 2 P and 2 x 1 gathers.
TEST_CASE("data parallelism reduces the gradients once a step") {
  Fabric fabric = free_fabric();
  fabric.reduce_rate = fabric.gather_rate = 1;
  ParallelPlan plan = one_device();
  plan.devices = plan.dp = 4;
  const double bytes = 2 * parameters(small_gpt());
  CHECK(training_step(small_gpt(), kernels_of(1), fabric, plan).dp_link_s == doctest::Approx(1.5 * bytes));
  plan.zero = 1;
  CHECK(training_step(small_gpt(), kernels_of(1), fabric, plan).dp_link_s == doctest::Approx(1.5 * bytes));
  plan.zero = 3;
  CHECK(training_step(small_gpt(), kernels_of(1), fabric, plan).dp_link_s == doctest::Approx(2.25 * bytes));
}

// Messages of 4096 bytes at 4096 bytes/s a device: (2 stages) each of 4 microbatches waits 2 s, fill and drain 2 more. Cut in
// halves over t 2 they take half; the gathers on the free links cost nothing.
TEST_CASE("stages wait for their messages") {
  Fabric fabric = free_fabric();
  fabric.devices_per_node = 1;
  fabric.network_rate = 4096;
  ParallelPlan plan = one_device();
  plan.devices = plan.pp = 2;
  CHECK(training_step(small_gpt(), kernels_of(1), fabric, plan).pp_exposed_s == 10);
  plan.overlap_pp = true;
  CHECK(training_step(small_gpt(), kernels_of(1), fabric, plan).pp_exposed_s == 2);
  plan.overlap_pp = false;
  plan.scatter_gather = true;
  plan.tp = 2;
  plan.devices = 4;
  fabric.devices_per_node = 2;
  fabric.network_rate = 8192;
  CHECK(training_step(small_gpt(), kernels_of(1), fabric, plan).pp_exposed_s == 5);
}

TEST_CASE("a plan that makes no sense is refused with the first reason") {
  const auto reason = [](const ParallelPlan& plan) {
    return training_step(small_gpt(), kernels_of(1), free_fabric(), plan).reason;
  };
  ParallelPlan plan = one_device();
  plan.tp = 2;
  CHECK(reason(plan) == Infeasible::devices);
  plan = one_device();
  plan.microbatch = 3;
  CHECK(reason(plan) == Infeasible::batch);
  plan = one_device();
  plan.devices = plan.tp = 16;
  CHECK(reason(plan) == Infeasible::heads);
  plan = one_device();
  plan.devices = plan.pp = 16;
  CHECK(reason(plan) == Infeasible::layers);
  plan = one_device();
  plan.ep = 2;
  CHECK(reason(plan) == Infeasible::experts);
  plan = one_device();
  plan.devices = plan.cp = 3;
  CHECK(reason(plan) == Infeasible::sequence);
  CHECK(training_step(small_gpt(), DeviceRates{}, free_fabric(), one_device()).reason == Infeasible::no_such_rate);
}

// Weights 2, gradients 2, optimizer 12 bytes a parameter, and activations: a device one byte short lacks one byte.
TEST_CASE("a model that does not fit is refused with the missing bytes") {
  const StepCost roomy = training_step(small_gpt(), kernels_of(1), free_fabric(), one_device());
  CHECK(roomy.weights_bytes + roomy.gradients_bytes + roomy.optimizer_bytes == 16 * parameters(small_gpt()));
  DeviceRates device = kernels_of(1);
  device.memory_bytes = roomy.memory_bytes - 1;
  const StepCost cost = training_step(small_gpt(), device, free_fabric(), one_device());
  CHECK(!cost.feasible);
  CHECK(cost.reason == Infeasible::memory);
  CHECK(cost.missing_bytes == 1);
  CHECK(cost.step_s == roomy.step_s);
}

// 2 devices, 100 W idle, 300 W peak, node's rest 400 W over 8: half busy for 10 s: 2 (200 + 50) 10 = 5000 J. 3600 s at 2 USD/h:
// 4 USD.
TEST_CASE("energy and money of devices") {
  DeviceRates device;
  device.idle_w = 100;
  device.peak_w = 300;
  device.price_usd_per_hour = 2;
  Fabric fabric = free_fabric();
  fabric.node_other_w = 400;
  CHECK(devices_energy(device, fabric, 2, 10, 0.5) == 5000);
  CHECK(devices_price(device, 2, 3600) == 4);
}

}  // namespace suanli::test
