// work_cost_test.cpp -- work that is not a language model, by hand.
#include "sim/cost/formula/work_cost.h"

#include <doctest/doctest.h>

namespace suanli::test {
namespace {

DeviceRates plain_device() {
  DeviceRates device;
  device.peak[static_cast<int>(DataType::bf16)] = 100;
  device.memory_rate = 50;
  device.host_link_rate = 10;
  return device;
}

}  // namespace

// 10 samples: arithmetic 10 x 30 / 100 = 3 s; memory 10 x 5 / 50 = 1 s; look-ups 10 x 8 / (20 x 0.5) = 8 s; input 10 x 7 / 10 =
// 7 s.
TEST_CASE("a batch of samples takes its slowest part") {
  SampleWork work{.flops = 30, .streamed_bytes = 5};
  const LookupRates tables{.table_rate = 20, .share = 0.5};
  CHECK(samples_time(work, 10, plain_device(), tables) == 3);
  work.input_bytes = 7;
  CHECK(samples_time(work, 10, plain_device(), tables) == 7);
  work.lookup_bytes = 8;
  CHECK(samples_time(work, 10, plain_device(), tables) == 8);
}

// 4 workers, 100 bytes at 100/s: 2 x 3/4 x 1 = 1.5 s beside 1 s of the backward pass.
TEST_CASE("a data-parallel step shows the exchange that the backward pass does not hide") {
  Fabric fabric;
  fabric.devices_per_node = 4;
  fabric.reduce_rate = 100;
  for (Protocol& protocol : fabric.protocols) protocol = {0, 0, 0, 1, 0, 0, 0, 1};
  CHECK(data_parallel_step(3, 4, 100, 1, fabric) == doctest::Approx(3.5));
  CHECK(data_parallel_step(3, 1, 100, 1, fabric) == 3);
}

TEST_CASE("bags, graphs and pipelines of tasks") {
  CHECK(task_bag_time(10, 4, 2) == 6);
  // Work 12 on 3 slots with a path of 5: at least 5, at most 4 + 2/3 x 5.
  CHECK(task_graph_bounds(12, 5, 3).least_s == 5);
  CHECK(task_graph_bounds(12, 5, 3).most_s == doctest::Approx(4 + 10.0 / 3));
  // Stages 1 + 3 + 2, five items: 6 + 4 x 3.
  CHECK(pipeline_time(6, 3, 5) == 18);
  CHECK(pipeline_time(6, 3, 0) == 0);
}

// Clock 10/s, depth 20, interval 2, 3 copies: 8 items are 3 rounds: (20 + 2 x 2) / 10 = 2.4 s. Memory: 8 x 10 bytes at 20/s: 4
// s.
TEST_CASE("an FPGA fills its pipeline, then follows its interval or its memory; another kernel is loaded first") {
  FpgaKernel kernel{.clock = 10, .depth = 20, .interval = 2, .copies = 3, .reconfigure_s = 7};
  CHECK(fpga_time(kernel, 8, 20, true) == doctest::Approx(2.4));
  CHECK(fpga_time(kernel, 8, 20, false) == doctest::Approx(9.4));
  kernel.item_bytes = 10;
  CHECK(fpga_time(kernel, 8, 20, true) == 4);
  CHECK(fpga_time(kernel, 0, 20, false) == 0);
}

}  // namespace suanli::test
