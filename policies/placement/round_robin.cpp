// round_robin.cpp -- each task on the next node that fits after the last one used, wrapping.
#include "policies/fill_nodes.h"
#include "policies/registry.h"

namespace suanli::placement {
namespace {

class RoundRobin final : public PlacementPolicy {
 public:
  PlacementNeeds needs() const override { return {.node_tree = true}; }

  bool place(PlacementRoom& room, const Gang& gang) override {
    NodeId next = next_;
    return seat_one_by_one(room, gang, [&next](const PlacementRoom& in, const ShapeOnCluster& shape) {
      auto node = in.state().first_fit(shape, next);
      if (!node) node = in.state().first_fit(shape);
      if (node) next = static_cast<NodeId>(index_of(*node) + 1);
      return node;
    });
  }

  void committed(const Allocation& allocation) override { next_ = static_cast<NodeId>(index_of(allocation.back().node) + 1); }

 private:
  NodeId next_{};
};

}  // namespace

extern const PlacementEntry round_robin_entry;
const PlacementEntry round_robin_entry{
    "round_robin", "the next node that fits after the last one used", {},
    [](const Params&, const PolicyContext&) -> std::unique_ptr<PlacementPolicy> { return std::make_unique<RoundRobin>(); }};

}  // namespace suanli::placement
