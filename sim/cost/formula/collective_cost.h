// collective_cost.h -- how long devices take to exchange data: NCCL's algorithms, messages, parameter servers.
#pragma once

#include "sim/cost/formula/cost_types.h"

namespace suanli {

// Where the members of a group sit. Ranks are numbered tensor first, then context, then data, then pipeline; a group takes
// every `stride`-th of them.
struct Group {
  double size = 1;
  double per_node = 1;
  double nodes = 1;
};

// REQUIRES size, stride >= 1.
SUANLI_HOST_DEVICE constexpr Group group_of(double size, double stride, const Fabric& fabric) {
  const double room = larger(1, whole_part(fabric.devices_per_node / stride));
  const double per_node = smaller(size, room);
  return {size, per_node, shares(size, per_node)};
}

// Bytes/s of the bus of a group. A group that spans nodes with r of g devices per node shares the adapters with g / r groups
// beside it.
SUANLI_HOST_DEVICE constexpr double bus_rate(const Group& group, double link_rate, const Fabric& fabric) {
  if (group.nodes <= 1) return link_rate;
  const double network = fabric.network_rate * fabric.network_share * group.per_node / fabric.devices_per_node;
  return group.per_node > 1 ? smaller(link_rate, network) : network;
}

// Ring: 2 (n - 1) steps of an all-reduce, n - 1 of a gather or scatter, each over links or between nodes (NCCL
// src/graph/tuning.cc).
SUANLI_HOST_DEVICE constexpr double ring_time(const Group& group, const Protocol& protocol, double passes, double bytes,
                                              double rate) {
  const double steps = passes * (group.size - 1);
  const double between = group.nodes > 1 ? passes * (group.nodes - 1) : 0;
  const double latency = protocol.ring_base_s + (steps - between) * protocol.ring_link_s + between * protocol.ring_network_s;
  return latency + steps / group.size * bytes / (rate * protocol.ring_share);
}

// Double binary tree between nodes, a chain inside: every byte goes up and down once.
SUANLI_HOST_DEVICE constexpr double tree_time(const Group& group, const Protocol& protocol, double bytes, double rate) {
  const double latency = protocol.tree_base_s + 2 * ((group.size / group.nodes - 1) * protocol.tree_link_s +
                                                     doublings(group.nodes) * protocol.tree_network_s);
  return latency + 2 * bytes / (rate * protocol.tree_share);
}

// All-reduce of `bytes` in each of the group: the best of NCCL's rings and trees over its three protocols. Leaves out
// in-network reduction, CollNet, and NCCL's caps per channel; inside a node the bus rate is the measured one, NVLink SHARP
// included.
SUANLI_HOST_DEVICE constexpr double all_reduce_time(const Group& group, double bytes, const Fabric& fabric) {
  if (group.size <= 1) return 0;
  const double rate = bus_rate(group, fabric.reduce_rate, fabric);
  double best = ring_time(group, fabric.protocols[0], 2, bytes, rate);
  for (int i = 1; i < 3; ++i) best = smaller(best, ring_time(group, fabric.protocols[i], 2, bytes, rate));
  if (group.nodes <= 1) return best;
  for (int i = 0; i < 3; ++i) best = smaller(best, tree_time(group, fabric.protocols[i], bytes, rate));
  return best;
}

// All-gather to, or reduce-scatter of, a tensor of `bytes` in all.
SUANLI_HOST_DEVICE constexpr double gather_time(const Group& group, double bytes, const Fabric& fabric) {
  if (group.size <= 1) return 0;
  const double rate = bus_rate(group, fabric.gather_rate, fabric);
  double best = ring_time(group, fabric.protocols[0], 1, bytes, rate);
  for (int i = 1; i < 3; ++i) best = smaller(best, ring_time(group, fabric.protocols[i], 1, bytes, rate));
  return best;
}

// Every device sends 1/n of its `bytes` to each other; messages of one round leave together. What leaves the node shares its
// adapters.
SUANLI_HOST_DEVICE constexpr double all_to_all_time(const Group& group, double bytes, const Fabric& fabric) {
  if (group.size <= 1) return 0;
  const double inside = (group.per_node - 1) / group.size * bytes / fabric.gather_rate;
  if (group.nodes <= 1) return fabric.peer_s + inside;
  const double share = fabric.network_rate * fabric.network_share / fabric.devices_per_node;
  return fabric.network_s + larger(inside, (group.size - group.per_node) / group.size * bytes / share);
}

// Of one message to the rank `stride` further on, when all devices of a node send at once: what it takes to start, and bytes/s.
struct MessagePath {
  double start_s = 0;
  double rate = 0;
};
SUANLI_HOST_DEVICE constexpr MessagePath message_path(double stride, double ranks, const Fabric& fabric) {
  if (stride * ranks <= fabric.devices_per_node) return {fabric.peer_s, fabric.peer_rate};
  const double senders = smaller(stride, fabric.devices_per_node);
  return {fabric.network_s, fabric.network_rate * fabric.message_share / senders};
}

SUANLI_HOST_DEVICE constexpr double message_time(double stride, double ranks, double bytes, const Fabric& fabric) {
  const MessagePath path = message_path(stride, ranks, fabric);
  return path.start_s + bytes / path.rate;
}

// Data parallelism through `servers` parameter servers: each of `workers` pushes and pulls `bytes` a step, each server carries
// its part for all. Limits: servers evenly loaded, full duplex, no compression.
SUANLI_HOST_DEVICE constexpr double parameter_server_time(double workers, double servers, double bytes, double worker_rate,
                                                          double server_rate, double latency_s) {
  return larger(2 * bytes / worker_rate, 2 * workers * bytes / (servers * server_rate)) + 2 * latency_s;
}

// What remains visible of `exchange_s` beside `window_s` of work, with the slowing of that work while both share the device.
SUANLI_HOST_DEVICE constexpr double exposed_time(double exchange_s, double window_s, double overlap_cost) {
  return larger(0, exchange_s - window_s) + overlap_cost * smaller(exchange_s, window_s);
}

}  // namespace suanli
