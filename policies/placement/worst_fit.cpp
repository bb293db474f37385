// worst_fit.cpp -- each task on the node with the most left: spreads.
#include "policies/fill_nodes.h"
#include "policies/registry.h"

namespace suanli::placement {
namespace {

class WorstFit final : public PlacementPolicy {
 public:
  bool place(PlacementRoom& room, const Gang& gang) override {
    return seat_one_by_one(room, gang, [](const PlacementRoom& in, const ShapeOnCluster& shape) { return in.state().worst_fit(shape); });
  }
};

}  // namespace

extern const PlacementEntry worst_fit_entry;
const PlacementEntry worst_fit_entry{
    "worst_fit", "the node with the most left (spreads)", {},
    [](const Params&, const PolicyContext&) -> std::unique_ptr<PlacementPolicy> { return std::make_unique<WorstFit>(); }};

}  // namespace suanli::placement
