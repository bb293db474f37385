// topology_test.cpp -- routes inside a node, a rack, a zone and between zones.
#include "sim/model/topology.h"

#include <doctest/doctest.h>

#include "sim/base/check.h"
#include "tests/support/workloads.h"

namespace suanli::test {
namespace {

// Zones a and c are joined straight (20 ms) and by way of b (5 + 5 ms); d is joined to nobody. Two racks of two nodes in a, 10 GB/s each.
ClusterSpec four_zones() {
  ClusterSpec spec;
  spec.zones = {{.name = "a"}, {.name = "b"}, {.name = "c"}, {.name = "d"}};
  spec.pools.push_back({.name = "pa", .zone = "a", .count = 4, .cpus = 1, .network_gb_per_s = 10, .rack_size = 2});
  for (const char* zone : {"b", "c", "d"}) {
    spec.pools.push_back({.name = std::string("p") + zone, .zone = zone, .count = 1, .cpus = 1, .network_gb_per_s = 10});
  }
  spec.links = {{"a", "c", 1, 0.020}, {"a", "b", 3, 0.005}, {"b", "c", 2, 0.005}};
  return spec;
}

}  // namespace

TEST_CASE("a route climbs only as far as it must") {
  const Cluster cluster(four_zones(), small_catalog());
  const Topology topology(cluster);
  CHECK(topology.route(NodeId{0}, NodeId{0})->links.empty());
  const auto in_rack = topology.route(NodeId{0}, NodeId{1});
  REQUIRE(in_rack);
  CHECK(in_rack->links.size() == 2);
  CHECK(in_rack->bandwidth == BytesPerSecond(10e9));
  CHECK(in_rack->latency == Seconds(0));
  CHECK(topology.route(NodeId{0}, NodeId{2})->links.size() == 4);  // rack, core, rack
}

// By way of b: 10 ms, and the narrowest link of 2 GB/s decides.
TEST_CASE("between zones the way of least latency is taken, and its narrowest link counts") {
  const Cluster cluster(four_zones(), small_catalog());
  const Topology topology(cluster);
  const auto route = topology.route(NodeId{0}, NodeId{5});
  REQUIRE(route);
  CHECK(route->latency.value() == doctest::Approx(0.010));
  CHECK(route->bandwidth == BytesPerSecond(2e9));
  CHECK(route->links.size() == 6);
  const auto back = topology.route(NodeId{5}, NodeId{0});
  CHECK(std::vector(back->links.rbegin(), back->links.rend()) == route->links);
  CHECK(!topology.route(NodeId{0}, NodeId{6}));  // nobody is joined to d
}

TEST_CASE("a rack's uplink carries what its nodes can send together") {
  const Cluster cluster(four_zones(), small_catalog());
  const Topology topology(cluster);
  const auto route = topology.route(NodeId{0}, NodeId{2});
  CHECK(topology.link(route->links[1]).bandwidth == BytesPerSecond(20e9));
}

TEST_CASE("a link to a zone that does not exist is an input error") {
  ClusterSpec spec = four_zones();
  spec.links.push_back({"a", "mars", 1, 1});
  const Cluster cluster(std::move(spec), small_catalog());
  CHECK_THROWS_WITH_AS(Topology{cluster}, "/cluster/links/3/to: unknown zone \"mars\"", InputError);
}

}  // namespace suanli::test
