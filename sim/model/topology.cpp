// topology.cpp -- a Boost.Graph tree per zone, joined by the links between zones.
#include "sim/model/topology.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>

#include "sim/base/check.h"

namespace suanli {
namespace {

// What a path is compared by: latency first, then the number of links.
struct Distance {
  double latency_s = 0;
  int hops = 0;
  auto operator<=>(const Distance&) const = default;
};

struct EdgeData {
  LinkId link{};
  Distance length;
};

}  // namespace

struct Topology::Graph {
  using Adjacency = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property, EdgeData>;
  using Vertex = Adjacency::vertex_descriptor;

  explicit Graph(std::size_t vertices) : adjacency(vertices) {}

  void join(Vertex a, Vertex b, const Link& link, IdVector<LinkId, Link>& links) {
    const LinkId id = links.push_back(link);
    boost::add_edge(a, b, EdgeData{id, {link.latency.value(), 1}}, adjacency);
  }

  Adjacency adjacency;
  std::size_t first_rack = 0;
  std::size_t first_zone = 0;
};

Topology::~Topology() = default;

Topology::Topology(const Cluster& cluster) : cluster_(cluster) {
  const std::size_t nodes = cluster.node_count();
  graph_ = std::make_unique<Graph>(nodes + cluster.rack_count() + cluster.zone_count());
  graph_->first_rack = nodes;
  graph_->first_zone = nodes + cluster.rack_count();
  std::vector<BytesPerSecond> uplink(cluster.rack_count());
  std::vector<ZoneId> rack_zone(cluster.rack_count());
  for (const NodeId node : IdRange<NodeId>(nodes)) {
    const BytesPerSecond port(cluster.pool(cluster.pool_of(node)).network_gb_per_s * bytes_per_gb);
    const std::size_t rack = index_of(cluster.rack_of(node));
    uplink[rack] += port;
    rack_zone[rack] = cluster.zone_of(node);
    graph_->join(index_of(node), graph_->first_rack + rack, {port, Seconds(0)}, links_);
  }
  for (std::size_t rack = 0; rack < uplink.size(); ++rack) {
    graph_->join(graph_->first_rack + rack, graph_->first_zone + index_of(rack_zone[rack]), {uplink[rack], Seconds(0)}, links_);
  }
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < cluster.links().size(); ++i) {
    const ZoneLink& link = cluster.links()[i];
    const auto from = cluster.find_zone(link.from);
    const auto to = cluster.find_zone(link.to);
    const std::string pointer = "/cluster/links/" + std::to_string(i);
    if (!from) problems.push_back({{}, 0, 0, pointer + "/from", "unknown zone \"" + link.from + "\"", ""});
    if (!to) problems.push_back({{}, 0, 0, pointer + "/to", "unknown zone \"" + link.to + "\"", ""});
    if (!from || !to) continue;
    graph_->join(graph_->first_zone + index_of(*from), graph_->first_zone + index_of(*to),
                 {BytesPerSecond(link.bandwidth_gb_per_s * bytes_per_gb), Seconds(link.latency_s)}, links_);
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

std::optional<Route> Topology::route(NodeId from, NodeId to) const {
  const auto& graph = graph_->adjacency;
  std::vector<Graph::Vertex> parent(boost::num_vertices(graph));
  std::vector<Distance> distance(boost::num_vertices(graph));
  const Distance far{1e300, 1 << 29};
  boost::dijkstra_shortest_paths(
      graph, index_of(from),
      boost::predecessor_map(parent.data())
          .distance_map(distance.data())
          .weight_map(boost::get(&EdgeData::length, graph))
          .distance_compare(std::less<>())
          .distance_combine([&far](const Distance& a, const Distance& b) {
            return a == far ? far : Distance{a.latency_s + b.latency_s, a.hops + b.hops};
          })
          .distance_inf(far)
          .distance_zero(Distance{}));
  Route route;
  if (from == to) return route;
  if (distance[index_of(to)] == far) return std::nullopt;
  for (Graph::Vertex at = index_of(to); at != index_of(from); at = parent[at]) {
    // Of parallel links the one Dijkstra took is the shortest, the lowest of equals.
    std::optional<EdgeData> best;
    for (auto [edge, end] = boost::out_edges(at, graph); edge != end; ++edge) {
      if (boost::target(*edge, graph) != parent[at]) continue;
      const EdgeData& data = graph[*edge];
      if (!best || data.length < best->length) best = data;
    }
    route.links.push_back(best->link);
  }
  std::reverse(route.links.begin(), route.links.end());
  route.bandwidth = links_[route.links.front()].bandwidth;
  for (const LinkId id : route.links) {
    route.bandwidth = std::min(route.bandwidth, links_[id].bandwidth);
    route.latency += links_[id].latency;
  }
  return route;
}

}  // namespace suanli
