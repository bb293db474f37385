// mixed_cost_test.cpp -- a step over unlike groups, by hand.
#include "sim/cost/formula/mixed_cost.h"

#include <doctest/doctest.h>

namespace suanli::test {
namespace {

// Nodes of 8 devices whose adapters carry 200 GB/s, half of it for collectives; a step grows by 1 % per doubling of nodes.
Fabric hand_fabric() {
  Fabric fabric;
  fabric.devices_per_node = 8;
  fabric.network_rate = 200e9;
  fabric.network_share = 0.5;
  fabric.straggle = 0.01;
  fabric.node_other_w = 800;
  return fabric;
}

}  // namespace

// 32 devices are 4 nodes of 100 GB/s: 400 GB/s.
TEST_CASE("a group sends through the adapters of all its nodes") {
  CHECK(group_rate(32, hand_fabric()) == 400e9);
  CHECK(group_rate(4, hand_fabric()) == 100e9);  // part of a node has the node's adapters
}

// Two groups: each sends and receives the 140 GB of 70e9 parameters once, 2 x 1/2 x 140e9 / 400e9 = 0.35 s, and 2 messages of 10 us.
// Four groups: 2 x 3/4 x 140e9 / 400e9 = 0.525 s, and 6 messages.
TEST_CASE("gradients travel between groups at the rate of the slowest") {
  CHECK(between_groups_time(2, 140e9, 400e9, 10e-6) == doctest::Approx(0.35 + 20e-6));
  CHECK(between_groups_time(4, 140e9, 400e9, 10e-6) == doctest::Approx(0.525 + 60e-6));
  CHECK(between_groups_time(1, 140e9, 400e9, 10e-6) == 0);
}

// 10 s of work on 4 nodes are 10.2 s with 1 % for each of two doublings; among 16 nodes it is four of them.
TEST_CASE("a group waits for the slowest of all nodes") {
  StepCost cost;
  cost.step_s = 10.2;
  cost.straggle_s = 0.2;
  CHECK(step_among(cost, hand_fabric(), 4) == doctest::Approx(10.2));
  CHECK(step_among(cost, hand_fabric(), 16) == doctest::Approx(10.4));
}

// 32 devices of 100 W at rest and 400 W at work, and 100 W each of their nodes: 8 s of work in a step of 10 s are
// 32 x (200 x 10 + 300 x 8) J = 140.8 kJ, in one of 16 s 32 x (200 x 16 + 300 x 8) J = 179.2 kJ.
TEST_CASE("a group that waits draws what it draws at rest") {
  DeviceRates device;
  device.idle_w = 100;
  device.peak_w = 400;
  StepCost cost;
  cost.forward_s = 2;
  cost.backward_s = 4;
  cost.recompute_s = 1.5;
  cost.optimizer_s = 0.5;
  CHECK(energy_during(cost, device, hand_fabric(), 32, 10) == doctest::Approx(140.8e3));
  CHECK(energy_during(cost, device, hand_fabric(), 32, 16) == doctest::Approx(179.2e3));
}

}  // namespace suanli::test
