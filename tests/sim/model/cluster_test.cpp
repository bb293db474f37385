// cluster_test.cpp -- from pools to nodes, classes and racks, and every mistake of a description.
#include "sim/model/cluster.h"

#include <doctest/doctest.h>

#include "sim/base/check.h"
#include "tests/support/workloads.h"

namespace suanli::test {
namespace {

std::vector<std::string> complaints(ClusterSpec spec) {
  try {
    Cluster(std::move(spec), small_catalog(), "c.json");
  } catch (const InputError& error) {
    std::vector<std::string> texts;
    for (const Problem& problem : error.problems()) texts.push_back(problem.text());
    return texts;
  }
  return {};
}

}  // namespace

// Pools of 3 and 2 nodes, racks of 2: nodes 0-2 in racks 0, 0, 1, nodes 3-4 in rack 2 (a rack never spans pools).
TEST_CASE("nodes are numbered by pool, then index, and racks never span pools") {
  ClusterSpec spec;
  spec.pools.push_back({.name = "a", .count = 3, .cpus = 8, .memory_gib = 4, .devices = {{"gpu", 2}}, .rack_size = 2});
  spec.pools.push_back({.name = "b", .count = 2, .cpus = 1.5, .rack_size = 2});
  const Cluster cluster(std::move(spec), small_catalog());
  CHECK(cluster.node_count() == 5);
  CHECK(cluster.node_name(NodeId{2}) == "a-2");
  CHECK(cluster.node_name(NodeId{3}) == "b-0");
  CHECK(cluster.first_node(PoolId{1}) == NodeId{3});
  std::vector<std::size_t> racks;
  for (const NodeId node : IdRange<NodeId>(5)) racks.push_back(index_of(cluster.rack_of(node)));
  CHECK(racks == std::vector<std::size_t>{0, 0, 1, 2, 2});
  CHECK(cluster.capacity(NodeId{0}).memory_kib == 4 << 20);
  CHECK(cluster.total(DeviceKind::cpu) == 27'000);  // milli
  CHECK(cluster.total(DeviceKind::gpu) == 6);
  CHECK(cluster.largest_node().cpu_milli == 8'000);
}

TEST_CASE("pools of equal nodes in one zone are one class, in two zones two") {
  ClusterSpec spec;
  spec.zones = {{.name = "x"}, {.name = "y"}};
  for (const char* zone : {"x", "x", "y"}) {
    spec.pools.push_back({.name = "p" + std::to_string(spec.pools.size()), .zone = zone, .count = 1, .cpus = 4});
  }
  const Cluster cluster(std::move(spec), small_catalog());
  CHECK(cluster.classes().size() == 2);
  CHECK(cluster.class_of(NodeId{0}) == cluster.class_of(NodeId{1}));
  CHECK(cluster.class_of(NodeId{0}) != cluster.class_of(NodeId{2}));
  CHECK(cluster.node_name(NodeId{1}) == "p1");
}

TEST_CASE("all that is wrong with a cluster is told at once") {
  ClusterSpec spec;
  spec.zones = {{.name = "here"}, {.name = "here"}};
  spec.pools.push_back({.name = "a", .zone = "hree", .count = 0, .cpus = 4, .devices = {{"gpo", 2}}});
  spec.pools.push_back({.name = "a", .count = 1, .cpus = -1, .devices = {{"gpu", 65}, {"gpu-2", 1}, {"gpu", 1}}});
  CHECK(complaints(spec) == std::vector<std::string>{
                                "c.json: /cluster/zones/1/name: two zones are named \"here\"",
                                "c.json: /cluster/pools/1/name: two pools are named \"a\"",
                                "c.json: /cluster/pools/0/zone: unknown zone \"hree\" (did you mean \"here\"?)",
                                "c.json: /cluster/pools/0/devices/0/model: unknown device model \"gpo\" (did you mean \"gpu\"?)",
                                "c.json: /cluster/pools/0/count: a pool needs at least one node (leave the pool out instead)",
                                "c.json: /cluster/pools/1/cpus: must be between 0 and 1000000000000",
                                "c.json: /cluster/pools/1/devices/0/count: a node has 1 to 64 devices of a kind",
                                "c.json: /cluster/pools/1/devices/2: a node has at most one model of each device kind (split the pool in two)"});
}

TEST_CASE("a cluster without pools, of empty nodes or of too many is refused") {
  CHECK(complaints({}) == std::vector<std::string>{"c.json: /cluster/pools: a cluster needs at least one pool"});
  ClusterSpec hollow;
  hollow.pools.push_back({.name = "a", .count = 1});
  CHECK(complaints(hollow) == std::vector<std::string>{"c.json: /cluster/pools/0: the pool's nodes have neither CPUs nor devices"});
  ClusterSpec vast;
  vast.pools.push_back({.name = "a", .count = 1'000'001, .cpus = 1});
  CHECK(complaints(vast) ==
        std::vector<std::string>{"c.json: /cluster/pools: a cluster has at most 1000000 nodes; this one has 1000001"});
}

}  // namespace suanli::test
