// consolidated.cpp -- a gang close together: in one node, else one rack, one zone, the cluster.
#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "policies/node_slots.h"
#include "policies/registry.h"
#include "policies/whole_nodes.h"
#include "sim/base/check.h"

namespace suanli::placement {
namespace {

enum class Level : unsigned char { node, rack, zone, cluster };

constexpr std::array params{
    ParamSpec{.name = "level", .type = ParamType::text, .default_value = "cluster", .choices = "node|rack|zone|cluster",
              .help = "the widest domain a gang may be spread over"},
    ParamSpec{.name = "max_wait_s", .type = ParamType::number, .default_value = "0", .unit = "s", .low = 0, .high = 1e9,
              .help = "how long a job insists on each level, from its submission, before it accepts the next wider one"},
    ParamSpec{.name = "strict_whole_nodes", .type = ParamType::boolean, .default_value = "false",
              .help = "the Helios simulator's rule instead (as placement helios_consolidated)"},
};

class Consolidated final : public PlacementPolicy {
 public:
  explicit Consolidated(const Params& given)
      : strict_(given.flag("strict_whole_nodes")), max_wait_(*to_duration(given.number("max_wait_s"))) {
    const std::string& level = given.text("level");
    widest_ = level == "node" ? Level::node : level == "rack" ? Level::rack : level == "zone" ? Level::zone : Level::cluster;
  }

  bool place(PlacementRoom& room, const Gang& gang) override {
    if (strict_) return place_whole_nodes(room, gang, nodes_);
    const ShapeOnCluster& shape = room.shape();
    if (room.state().slots(shape, gang.tasks) < gang.tasks) return false;
    slots_by_node(room, shape, nodes_);
    for (Level level = Level::node;; level = static_cast<Level>(static_cast<int>(level) + 1)) {
      if (seat_in_one_domain(room, gang, level)) return true;
      if (level == widest_) return false;
      const SimTime accepts_next = room.submitted() + max_wait_ * (static_cast<int>(level) + 1);
      if (max_wait_ > Duration(0) && accepts_next > room.now()) {
        room.retry_at(accepts_next);
        return false;
      }
    }
  }

 private:
  static std::size_t domain_of(const Cluster& cluster, NodeId node, Level level) {
    switch (level) {
      case Level::node:
        return index_of(node);
      case Level::rack:
        return index_of(cluster.rack_of(node));
      case Level::zone:
        return index_of(cluster.zone_of(node));
      case Level::cluster:
        return 0;
    }
    return 0;
  }

  // The domain with the fewest slots that still has enough, ties by its number; inside it nodes by falling slots until the rest fits one
  // node, which is then best fit.
  bool seat_in_one_domain(PlacementRoom& room, const Gang& gang, Level level) {
    if (level == Level::node) {
      const NodeSlots* node = tightest(nodes_, gang.tasks);
      if (node != nullptr) room.take(node->node, gang.tasks);
      return node != nullptr;
    }
    const Cluster& cluster = room.state().cluster();
    domains_.clear();
    for (const NodeSlots& one : nodes_) domains_.push_back({domain_of(cluster, one.node, level), one.slots});
    const std::optional<std::size_t> best = fullest_that_holds(gang.tasks);
    if (!best) return false;
    inside_.clear();
    for (const NodeSlots& one : nodes_) {
      if (domain_of(cluster, one.node, level) == *best) inside_.push_back(one);
    }
    sort_by_slots(inside_);
    seat_inside(room, gang, inside_);
    return true;
  }

  std::optional<std::size_t> fullest_that_holds(std::int64_t tasks) {
    std::sort(domains_.begin(), domains_.end(), [](const Domain& a, const Domain& b) { return a.number < b.number; });
    std::optional<std::size_t> best;
    std::int64_t fewest = 0;
    for (auto at = domains_.begin(); at != domains_.end();) {
      const std::size_t number = at->number;
      std::int64_t slots = 0;
      for (; at != domains_.end() && at->number == number; ++at) slots += at->slots;
      if (slots < tasks || (best && slots >= fewest)) continue;
      best = number;
      fewest = slots;
    }
    return best;
  }

  // `inside` by falling slots, ties by NodeId.
  static void seat_inside(PlacementRoom& room, const Gang& gang, const std::vector<NodeSlots>& inside) {
    std::uint32_t left = gang.tasks;
    for (auto node = inside.begin(); left > 0; ++node) {
      if (node->slots >= left) {
        room.take(tightest({node, inside.end()}, left)->node, left);
        return;
      }
      room.take(node->node, static_cast<std::uint32_t>(node->slots));
      left -= static_cast<std::uint32_t>(node->slots);
    }
  }

  struct Domain {
    std::size_t number = 0;
    std::int64_t slots = 0;  // of one of its nodes
  };

  bool strict_;
  Duration max_wait_;
  Level widest_ = Level::cluster;
  // Buffers.
  std::vector<NodeSlots> nodes_;
  std::vector<NodeSlots> inside_;
  std::vector<Domain> domains_;
};

}  // namespace

extern const PlacementEntry consolidated_entry;
const PlacementEntry consolidated_entry{
    "consolidated", "a gang in one node, else one rack, one zone, the cluster; the fullest domain that holds it", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<PlacementPolicy> { return std::make_unique<Consolidated>(given); }};

}  // namespace suanli::placement
