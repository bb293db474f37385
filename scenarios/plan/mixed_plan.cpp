// mixed_plan.cpp -- the best split by dynamic programming over groups and shares.
#include "scenarios/plan/mixed_plan.h"

#include <algorithm>
#include <limits>

#include "scenarios/plan/plan_spaces.h"
#include "sim/cost/formula/mixed_cost.h"

namespace suanli {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

double all_nodes(const PlanQuestion& question, const std::vector<const ShareTable*>& tables) {
  double nodes = 0;
  for (const ShareTable* table : tables) nodes += nodes_of(table->devices.count, question.groups[table->devices.group].fabric);
  return nodes;
}

// Seconds of each share in grains, `never` where nothing fits.
std::vector<double> steps_by_share(const PlanQuestion& question, const ShareTable& table, std::int64_t grain, std::int64_t grains, double nodes) {
  std::vector<double> steps(static_cast<std::size_t>(grains) + 1, never);
  for (const auto& [share, plan] : table.best) {
    steps[static_cast<std::size_t>(share / grain)] = step_among(plan.cost, question.groups[plan.group].fabric, nodes);
  }
  return steps;
}

// The least slowest step of the first g + 1 groups for each sum of their shares, and the share of the last of them.
struct Split {
  std::vector<double> slowest;
  std::vector<std::size_t> share;
};

Split widened(const Split& before, const std::vector<double>& steps) {
  const std::size_t sums = steps.size();
  Split split{std::vector<double>(sums, never), std::vector<std::size_t>(sums, 0)};
  for (std::size_t share = 1; share < sums; ++share) {
    if (steps[share] == never) continue;
    for (std::size_t sum = share; sum < sums; ++sum) {
      const double slowest = larger(before.slowest[sum - share], steps[share]);
      if (slowest >= split.slowest[sum]) continue;
      split.slowest[sum] = slowest;
      split.share[sum] = share;
    }
  }
  return split;
}

std::optional<GroupPlan> fastest(const ShareSearches& searches, const SearchAnswers& answers, std::size_t first, std::size_t last) {
  std::optional<std::size_t> best;
  for (std::size_t i = first; i < last; ++i) {
    if (answers.found[i] == 0) continue;
    if (!best || answers.best_of(i).front().score < answers.best_of(*best).front().score) best = i;
  }
  if (!best) return std::nullopt;
  const SearchItem& item = searches.batch.items[*best];
  const std::uint64_t index = answers.best_of(*best).front().index;
  const PlanSpace& space = searches.batch.spaces[item.space];
  return GroupPlan{searches.devices.group, plan_at(space, searches.batch.degrees.data(), index), estimate_of(searches.batch, item, index)};
}

void sum_up(StepCost& whole, const PlanQuestion& question, std::vector<GroupPlan>& groups) {
  double peak = 0;
  whole.model_flops = whole.hardware_flops = whole.energy_j = whole.cost_usd = 0;
  for (GroupPlan& one : groups) {
    const PoolGroup& group = question.groups[one.group];
    whole.model_flops += one.cost.model_flops;
    whole.hardware_flops += one.cost.hardware_flops;
    peak += one.plan.devices * product_rate(group.rates, one.plan.type);
    one.cost.energy_j = energy_during(one.cost, group.rates, group.fabric, one.plan.devices, whole.step_s);
    one.cost.cost_usd = devices_price(group.rates, one.plan.devices, whole.step_s);
    whole.energy_j += one.cost.energy_j;
    whole.cost_usd += one.cost.cost_usd;
  }
  whole.mfu = whole.model_flops / (whole.step_s * peak);
  whole.hfu = whole.hardware_flops / (whole.step_s * peak);
}

void take_memory_of_fullest(StepCost& whole, const std::vector<GroupPlan>& groups) {
  for (const GroupPlan& one : groups) {
    if (one.cost.memory_bytes <= whole.memory_bytes) continue;
    whole.memory_bytes = one.cost.memory_bytes;
    whole.weights_bytes = one.cost.weights_bytes;
    whole.gradients_bytes = one.cost.gradients_bytes;
    whole.optimizer_bytes = one.cost.optimizer_bytes;
    whole.activations_bytes = one.cost.activations_bytes;
  }
}

}  // namespace

std::int64_t share_grain(double batch) {
  constexpr std::int64_t most_grains = 4096;
  const auto whole = static_cast<std::int64_t>(batch);
  for (std::int64_t grain = (whole + most_grains - 1) / most_grains; grain < whole; ++grain) {
    if (whole % grain == 0) return grain;
  }
  return whole;
}

ShareSearches share_searches(const PlanQuestion& question, const GroupCount& devices, std::int64_t others) {
  ShareSearches searches{devices, share_grain(question.base.batch), batch_of(question), {}};
  searches.batch.objective = Objective::time;
  const std::int64_t grains = static_cast<std::int64_t>(question.base.batch) / searches.grain;
  for (std::int64_t k = 1; k <= grains - others; ++k) {
    searches.first_item.push_back(searches.batch.items.size());
    add_items(searches.batch, question, devices.group, devices.count, static_cast<double>(k * searches.grain), true);
  }
  searches.first_item.push_back(searches.batch.items.size());
  return searches;
}

ShareTable share_table(const ShareSearches& searches, const SearchAnswers& answers) {
  ShareTable table{searches.devices, {}};
  for (std::size_t k = 0; k + 1 < searches.first_item.size(); ++k) {
    const auto best = fastest(searches, answers, searches.first_item[k], searches.first_item[k + 1]);
    if (best) table.best.emplace(static_cast<std::int64_t>(k + 1) * searches.grain, *best);
  }
  return table;
}

std::optional<RankedPlan> mixed_plan(const PlanQuestion& question, const std::vector<const ShareTable*>& tables) {
  const std::int64_t grain = share_grain(question.base.batch);
  const std::int64_t grains = static_cast<std::int64_t>(question.base.batch) / grain;
  const double nodes = all_nodes(question, tables);
  std::vector<Split> splits;
  Split nobody{std::vector<double>(static_cast<std::size_t>(grains) + 1, never), {}};
  nobody.slowest[0] = 0;
  for (const ShareTable* table : tables) {
    splits.push_back(widened(splits.empty() ? nobody : splits.back(), steps_by_share(question, *table, grain, grains, nodes)));
  }
  std::size_t sum = static_cast<std::size_t>(grains);
  if (splits.back().slowest[sum] == never) return std::nullopt;
  std::vector<GroupPlan> groups(tables.size());
  for (std::size_t g = tables.size(); g-- > 0;) {
    const std::size_t share = splits[g].share[sum];
    groups[g] = tables[g]->best.at(static_cast<std::int64_t>(share) * grain);
    sum -= share;
  }
  return whole_step(question, std::move(groups));
}

RankedPlan whole_step(const PlanQuestion& question, std::vector<GroupPlan> groups) {
  RankedPlan ranked;
  double nodes = 0;
  double slowest_rate = never;
  double latency_s = 0;
  for (const GroupPlan& one : groups) {
    const Fabric& fabric = question.groups[one.group].fabric;
    nodes += nodes_of(one.plan.devices, fabric);
    slowest_rate = smaller(slowest_rate, group_rate(one.plan.devices, fabric));
    latency_s = larger(latency_s, fabric.network_s);
    ranked.devices += one.plan.devices;
  }
  const double bytes = question.model_parameters * question.base.gradient_bytes;
  ranked.between_groups_s = between_groups_time(static_cast<double>(groups.size()), bytes, slowest_rate, latency_s);
  const auto step = [&](const GroupPlan& one) { return step_among(one.cost, question.groups[one.group].fabric, nodes); };
  const auto pace = std::max_element(groups.begin(), groups.end(), [&](const GroupPlan& a, const GroupPlan& b) { return step(a) < step(b); });
  ranked.whole = pace->cost;
  ranked.whole.straggle_s = straggle_among(pace->cost, question.groups[pace->group].fabric, nodes);
  ranked.whole.dp_link_s += ranked.between_groups_s;
  ranked.whole.dp_exposed_s += ranked.between_groups_s;
  ranked.whole.step_s = step(*pace) + ranked.between_groups_s;
  sum_up(ranked.whole, question, groups);
  take_memory_of_fullest(ranked.whole, groups);
  ranked.groups = std::move(groups);
  return ranked;
}

}  // namespace suanli
