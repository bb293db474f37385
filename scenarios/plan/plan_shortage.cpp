// plan_shortage.cpp -- one plan after the other; memory is cheap to tell.
#include "scenarios/plan/plan_shortage.h"

namespace suanli {

std::optional<RankedPlan> least_short(const SearchBatch& batch, std::size_t first_item, std::size_t last_item) {
  std::optional<RankedPlan> nearest;
  for (std::size_t i = first_item; i < last_item; ++i) {
    const SearchItem& item = batch.items[i];
    const PlanSpace& space = batch.spaces[item.space];
    for (std::uint64_t index = 0; index < space.size(); ++index) {
      const StepCost cost = estimate_of(batch, item, index);
      if (cost.reason != Infeasible::memory) continue;
      if (nearest && cost.missing_bytes >= nearest->whole.missing_bytes) continue;
      const ParallelPlan plan = plan_at(space, batch.degrees.data(), index);
      nearest = RankedPlan{{{item.device, plan, cost}}, cost, plan.devices};
    }
  }
  return nearest;
}

}  // namespace suanli
