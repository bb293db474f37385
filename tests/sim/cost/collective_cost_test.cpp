// collective_cost_test.cpp -- groups, rings, trees, messages and parameter servers by hand, and against measured NCCL.
#include "sim/cost/formula/collective_cost.h"

#include <doctest/doctest.h>

#include <map>

#include "scenarios/cost_catalog.h"
#include "tests/sim/cost/published_table.h"
#include "tests/sim/cost/told_errors.h"

namespace suanli::test {
namespace {

// Eight devices a node, 100 bytes/s inside, 80 out of the node; one protocol without latency in all three places.
Fabric plain_fabric() {
  Fabric fabric;
  fabric.devices_per_node = 8;
  fabric.reduce_rate = fabric.gather_rate = fabric.peer_rate = 100;
  fabric.network_rate = 80;
  for (Protocol& protocol : fabric.protocols) protocol = {0, 0, 0, 1, 0, 0, 0, 1};
  return fabric;
}

}  // namespace

TEST_CASE("a group sits with as many members in a node as its stride lets") {
  const Fabric fabric = plain_fabric();
  CHECK(group_of(8, 1, fabric).nodes == 1);
  CHECK(group_of(16, 1, fabric).per_node == 8);
  CHECK(group_of(16, 1, fabric).nodes == 2);
  CHECK(group_of(4, 4, fabric).per_node == 2);
  CHECK(group_of(4, 4, fabric).nodes == 2);
  CHECK(group_of(3, 16, fabric).per_node == 1);
  CHECK(group_of(3, 16, fabric).nodes == 3);
}

// 2 of 8 devices of each node: a quarter of the adapters' 80. All 8: 80, still below the links' 100.
TEST_CASE("groups side by side share the adapters of a node") {
  const Fabric fabric = plain_fabric();
  CHECK(bus_rate(group_of(8, 1, fabric), 100, fabric) == 100);
  CHECK(bus_rate(group_of(4, 4, fabric), 100, fabric) == 20);
  CHECK(bus_rate(group_of(16, 1, fabric), 100, fabric) == 80);
}

// Without latency the volumes of nccl-tests: all-reduce 2 (n-1)/n, gather (n-1)/n of the tensor over the bus.
TEST_CASE("collectives move their textbook volumes") {
  const Fabric fabric = plain_fabric();
  for (const double n : {2.0, 4.0, 8.0}) {
    const Group group = group_of(n, 1, fabric);
    CHECK(all_reduce_time(group, 1000, fabric) == doctest::Approx(2 * (n - 1) / n * 10));
    CHECK(gather_time(group, 1000, fabric) == doctest::Approx((n - 1) / n * 10));
    CHECK(all_to_all_time(group, 1000, fabric) == doctest::Approx((n - 1) / n * 10));
  }
  CHECK(all_reduce_time(group_of(1, 1, fabric), 1000, fabric) == 0);
}

// Sequence parallelism: a reduce-scatter and an all-gather move what an all-reduce does.
TEST_CASE("an all-reduce is a reduce-scatter and an all-gather") {
  const Fabric fabric = plain_fabric();
  const Group group = group_of(8, 1, fabric);
  CHECK(2 * gather_time(group, 4096, fabric) == doctest::Approx(all_reduce_time(group, 4096, fabric)));
}

// Ring of 4 over 2 nodes, one protocol: 6 steps, of which 2 between nodes: base 1 + 4 x 10 + 2 x 100 = 241; tree: 1 + 2 (1 x 10
// + 1 x 100) = 221. Small messages take the tree, in one node the ring: 1 + 6 x 10 = 61.
TEST_CASE("latencies count hops in the node and between nodes") {
  Fabric fabric = plain_fabric();
  for (Protocol& protocol : fabric.protocols) protocol = {1, 10, 100, 1, 1, 10, 100, 1};
  const Group group{4, 2, 2};
  CHECK(ring_time(group, fabric.protocols[0], 2, 0, 1) == 241);
  CHECK(tree_time(group, fabric.protocols[0], 0, 1) == 221);
  CHECK(all_reduce_time(group, 0, fabric) == 221);
  CHECK(all_reduce_time(Group{4, 4, 1}, 0, fabric) == 61);
}

// All 8 of a node send at once: each has 10 of the 80. Two stages in one node go over the links. Ranks 4 apart, two of them:
// one node.
TEST_CASE("messages between stages share the adapters") {
  const Fabric fabric = plain_fabric();
  CHECK(message_time(8, 2, 1000, fabric) == doctest::Approx(100));
  CHECK(message_time(4, 4, 1000, fabric) == doctest::Approx(50));
  CHECK(message_time(4, 2, 1000, fabric) == doctest::Approx(10));
}

// 4 workers, 2 servers, 100 bytes, 10 bytes/s each: a worker needs 20 s, a server 2 x 4 x 100 / 20 = 40 s; with 8 servers the
// worker's 20.
TEST_CASE("parameter servers: the worker's link or the servers'") {
  CHECK(parameter_server_time(4, 2, 100, 10, 10, 0.5) == 41);
  CHECK(parameter_server_time(4, 8, 100, 10, 10, 0.5) == 21);
}

TEST_CASE("hidden traffic shows where it is longer than the work, and slows it") {
  CHECK(exposed_time(10, 4, 0) == 6);
  CHECK(exposed_time(3, 4, 0) == 0);
  CHECK(exposed_time(10, 4, 0.25) == 7);
}

// NCCL as measured in a node (nccl_collectives, half precision), all-reduce and gather from 1 MB on: alpha-beta fits reach
// 10-18 %.
TEST_CASE("collectives in a node against measured NCCL") {
  SUANLI_NEEDS_SHARED("measured/nccl_collectives.csv.gz");
  const PublishedTable table("measured/nccl_collectives.csv.gz");
  std::vector<Prediction> rows;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::string device = table.text(row, "device");
    const std::string operation = table.text(row, "operation");
    const double bytes = table.number(row, "bytes");
    const bool known = device == "A100-SXM4-80GB" || device == "H100-SXM-80GB";
    if (!known || bytes < 1e6 || (operation != "all_reduce" && operation != "all_gather" && operation != "reduce_scatter"))
      continue;
    const Fabric fabric = fabric_between(device == "H100-SXM-80GB" ? "h100-sxm-80gb" : "a100-sxm-80gb", "hdr-8");
    const Group group = group_of(table.number(row, "gpus"), 1, fabric);
    const double predicted =
        operation == "all_reduce" ? all_reduce_time(group, bytes, fabric) : gather_time(group, bytes, fabric);
    rows.push_back({.name = device + " " + operation + " " + table.text(row, "gpus") + " x " + table.text(row, "bytes"),
                    .measured_s = 1e-6 * table.number(row, "latency_us"),
                    .predicted_s = predicted});
  }
  const ErrorSummary all = told("nccl_collectives", rows);
  CHECK(all.rows > 100);
  CHECK(all.mean_absolute <= 18.3);
}

// Another laboratory's all-reduces (vTrain), every 64th size from 1 MiB to 1 GiB: A100 of 2 to 8 devices, V100 of 8. Fewer V100
// are not connected evenly (a cube of links), which a single bus rate cannot tell: up to five times slower.
TEST_CASE("all-reduces in a node against vTrain's measurements") {
  SUANLI_NEEDS_SHARED("measured/vtrain_allreduce.csv.gz");
  const PublishedTable table("measured/vtrain_allreduce.csv.gz");
  std::map<std::string, std::vector<Prediction>> rows;
  for (std::size_t row = 0; row < table.size(); row += 64) {
    const std::string device = table.text(row, "device").substr(0, 4);
    if (device == "V100" && table.number(row, "gpus") < 8) continue;
    const Fabric fabric = fabric_between(device == "V100" ? "v100-32gb" : "a100-sxm-80gb", "hdr-8");
    const double predicted =
        all_reduce_time(group_of(table.number(row, "gpus"), 1, fabric), table.number(row, "bytes"), fabric);
    rows[device].push_back({.name = device + " " + table.text(row, "gpus") + " x " + table.text(row, "bytes"),
                            .measured_s = 1e-6 * table.number(row, "out_of_place_us"),
                            .predicted_s = predicted});
  }
  CHECK(told("vtrain_allreduce, A100", rows["A100"]).mean_absolute <= 8.5);
  CHECK(told("vtrain_allreduce, V100", rows["V100"]).mean_absolute <= 3.6);
}

}  // namespace suanli::test
