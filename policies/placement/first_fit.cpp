// first_fit.cpp -- each task on the lowest node that holds it (Johnson 1973).
#include "policies/fill_nodes.h"
#include "policies/registry.h"

namespace suanli::placement {
namespace {

class FirstFit final : public PlacementPolicy {
 public:
  PlacementNeeds needs() const override { return {.node_tree = true}; }

  bool place(PlacementRoom& room, const Gang& gang) override {
    return fill_nodes(room, gang, [](const PlacementRoom& in, const ShapeOnCluster& shape) { return in.state().first_fit(shape); });
  }
};

}  // namespace

extern const PlacementEntry first_fit_entry;
const PlacementEntry first_fit_entry{
    "first_fit", "the lowest node that fits", {},
    [](const Params&, const PolicyContext&) -> std::unique_ptr<PlacementPolicy> { return std::make_unique<FirstFit>(); }};

}  // namespace suanli::placement
