// topology.h -- the network as a graph: node, rack switch, zone core; and the route between two nodes.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/quantity.h"
#include "sim/model/cluster.h"

namespace suanli {

enum class LinkId : std::uint32_t {};

// One link, the same in both directions. A rack's uplink carries what its nodes can send together (no oversubscription).
struct Link {
  BytesPerSecond bandwidth{};  // per direction
  Seconds latency{};
};

// The way from one node to another. Empty links: the same node.
struct Route {
  std::vector<LinkId> links;
  BytesPerSecond bandwidth{};  // of the narrowest link; 0 when some link is not modelled
  Seconds latency{};           // sum
};

// Built once from a cluster; the cluster must outlive it. Routes between zones take the fewest seconds of latency, then the fewest
// links, then the lowest zone (Dijkstra 1959).
class Topology {
 public:
  explicit Topology(const Cluster& cluster);
  ~Topology();

  std::size_t link_count() const { return links_.size(); }
  const Link& link(LinkId id) const { return links_[id]; }

  // Empty when the two nodes are in zones that no link joins.
  std::optional<Route> route(NodeId from, NodeId to) const;

 private:
  struct Graph;
  const Cluster& cluster_;
  std::unique_ptr<Graph> graph_;
  IdVector<LinkId, Link> links_;
};

}  // namespace suanli
