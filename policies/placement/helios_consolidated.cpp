// helios_consolidated.cpp -- consolidated placement exactly as the Helios simulator does it.
#include "policies/registry.h"
#include "policies/whole_nodes.h"

namespace suanli::placement {
namespace {

class HeliosConsolidated final : public PlacementPolicy {
 public:
  bool place(PlacementRoom& room, const Gang& gang) override { return place_whole_nodes(room, gang, nodes_); }

 private:
  std::vector<NodeSlots> nodes_;
};

}  // namespace

extern const PlacementEntry helios_consolidated_entry;
const PlacementEntry helios_consolidated_entry{
    "helios_consolidated", "the Helios simulator's rule: whole free nodes and one best-fit remainder", {},
    [](const Params&, const PolicyContext&) -> std::unique_ptr<PlacementPolicy> { return std::make_unique<HeliosConsolidated>(); }};

}  // namespace suanli::placement
