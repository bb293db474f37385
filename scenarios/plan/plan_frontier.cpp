// plan_frontier.cpp -- edges of single searches, joined.
#include "scenarios/plan/plan_frontier.h"

#include <algorithm>

#include "sim/cost/search/pareto_plans.h"

namespace suanli {

bool beats(const StepCost& a, const StepCost& b) {
  const bool as_good = a.step_s <= b.step_s && a.memory_bytes <= b.memory_bytes && a.energy_j <= b.energy_j && a.cost_usd <= b.cost_usd;
  return as_good && (a.step_s < b.step_s || a.memory_bytes < b.memory_bytes || a.energy_j < b.energy_j || a.cost_usd < b.cost_usd);
}

std::vector<RankedPlan> unbeaten(std::vector<RankedPlan> plans) {
  std::stable_sort(plans.begin(), plans.end(), [](const RankedPlan& a, const RankedPlan& b) { return a.whole.step_s < b.whole.step_s; });
  std::vector<RankedPlan> kept;
  for (RankedPlan& plan : plans) {
    const auto stands_against = [&](const RankedPlan& other) {
      const StepCost& a = other.whole;
      const StepCost& b = plan.whole;
      const bool alike = a.step_s == b.step_s && a.memory_bytes == b.memory_bytes && a.energy_j == b.energy_j && a.cost_usd == b.cost_usd;
      return alike || beats(a, b);
    };
    if (std::any_of(kept.begin(), kept.end(), stands_against)) continue;
    std::erase_if(kept, [&](const RankedPlan& other) { return beats(plan.whole, other.whole); });
    kept.push_back(std::move(plan));
  }
  return kept;
}

std::vector<RankedPlan> frontier_of(const SearchBatch& batch, std::size_t first_item, std::size_t last_item) {
  std::vector<RankedPlan> plans;
  for (std::size_t i = first_item; i < last_item; ++i) {
    const SearchItem& item = batch.items[i];
    for (const ParetoPlan& edge : pareto_plans(batch, item)) {
      const ParallelPlan plan = plan_at(batch.spaces[item.space], batch.degrees.data(), edge.index);
      const StepCost cost = estimate_of(batch, item, edge.index);
      plans.push_back({{{item.device, plan, cost}}, cost, plan.devices});
    }
  }
  return unbeaten(std::move(plans));
}

}  // namespace suanli
