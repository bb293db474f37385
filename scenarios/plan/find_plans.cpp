// find_plans.cpp -- the searches of each group alone, then of all groups together, then one ranking.
#include "scenarios/plan/find_plans.h"

#include <algorithm>

#include "scenarios/plan/distinct_plans.h"
#include "scenarios/plan/mixed_plan.h"
#include "scenarios/plan/plan_frontier.h"
#include "scenarios/plan/plan_shortage.h"
#include "scenarios/plan/plan_spaces.h"
#include "scenarios/plan/search_in_parts.h"

namespace suanli {
namespace {

// Plans alike in kind stand beside each other: four stages of ZeRO where nothing is shared, with and without sequence parallelism.
constexpr std::uint32_t alike_in_kind = 8;

// Where the items of one set of devices stand in the batch.
struct Alone {
  GroupCount devices;
  std::size_t first = 0;
  std::size_t last = 0;
};

// Of equal scores the one that takes less memory.
bool better(const RankedPlan& a, const RankedPlan& b, Objective objective) {
  const double x = score_of(a, objective);
  const double y = score_of(b, objective);
  return x < y || (x == y && a.whole.memory_bytes < b.whole.memory_bytes);
}

void sort_best_first(std::vector<RankedPlan>& plans, Objective objective) {
  std::stable_sort(plans.begin(), plans.end(), [&](const RankedPlan& a, const RankedPlan& b) { return better(a, b, objective); });
}

SearchBatch searches_alone(const PlanQuestion& question, std::vector<Alone>& sets) {
  SearchBatch batch = batch_of(question);
  batch.objective = question.objective;
  batch.top = question.top * alike_in_kind;
  for (std::size_t g = 0; g < question.groups.size(); ++g) {
    for (const double count : question.groups[g].counts) {
      Alone set{{g, count}, batch.items.size(), 0};
      add_items(batch, question, g, count, question.base.batch);
      set.last = batch.items.size();
      sets.push_back(set);
    }
  }
  return batch;
}

std::vector<RankedPlan> plans_of_set(const PlanQuestion& question, const SearchBatch& batch, const SearchAnswers& answers, const Alone& set) {
  std::vector<RankedPlan> plans;
  for (std::size_t i = set.first; i < set.last; ++i) {
    const SearchItem& item = batch.items[i];
    for (const FoundPlan& found : answers.best_of(i)) {
      const StepCost cost = estimate_of(batch, item, found.index);
      const ParallelPlan plan = plan_at(batch.spaces[item.space], batch.degrees.data(), found.index);
      plans.push_back({{{set.devices.group, plan, cost}}, cost, plan.devices});
    }
  }
  sort_best_first(plans, question.objective);
  return distinct_plans(std::move(plans), question.top);
}

// What to tell of when nothing fits.
std::optional<RankedPlan> nearest_plan(const PlanQuestion& question, const SearchBatch& batch, const Alone& set) {
  auto nearest = least_short(batch, set.first, set.last);
  if (nearest || !question.is_one_plan()) return nearest;
  const SearchItem& item = batch.items[set.first];
  const ParallelPlan plan = plan_at(batch.spaces[item.space], batch.degrees.data(), 0);
  const StepCost cost = estimate_of(batch, item, 0);
  return RankedPlan{{{set.devices.group, plan, cost}}, cost, plan.devices};
}

SetOutcome outcome_of(const PlanQuestion& question, const SearchBatch& batch, const SearchAnswers& answers, const Alone& set) {
  SetOutcome outcome{{set.devices}, 0, {}, {}};
  for (std::size_t i = set.first; i < set.last; ++i) {
    outcome.searched += batch.spaces[batch.items[i].space].size();
    for (std::size_t reason = 0; reason < outcome.counts.size(); ++reason) outcome.counts[reason] += answers.counts[i][reason];
  }
  if (outcome.counts[0] == 0) outcome.nearest = nearest_plan(question, batch, set);
  return outcome;
}

bool can_be_together(const PlanQuestion& question) {
  const auto connected = [](const PoolGroup& group) { return group.fabric.network_rate > 0; };
  return question.groups.size() > 1 && std::all_of(question.groups.begin(), question.groups.end(), connected);
}

// Every group with every count, the last group's count first.
std::vector<std::vector<const ShareTable*>> combinations(const std::vector<std::vector<ShareTable>>& tables) {
  std::vector<std::vector<const ShareTable*>> all{{}};
  for (const std::vector<ShareTable>& counts : tables) {
    std::vector<std::vector<const ShareTable*>> longer;
    for (const auto& chosen : all) {
      for (const ShareTable& table : counts) {
        longer.push_back(chosen);
        longer.back().push_back(&table);
      }
    }
    all = std::move(longer);
  }
  return all;
}

std::vector<ShareSearches> searches_together(const PlanQuestion& question) {
  std::vector<ShareSearches> searches;
  if (!can_be_together(question)) return searches;
  for (std::size_t g = 0; g < question.groups.size(); ++g) {
    for (const double count : question.groups[g].counts) {
      searches.push_back(share_searches(question, {g, count}, static_cast<std::int64_t>(question.groups.size()) - 1));
    }
  }
  return searches;
}

void add_mixed(PlanAnswer& answer, const PlanQuestion& question, const std::vector<ShareSearches>& searches, PlanSearcher& searcher,
               PlanCounter& counter) {
  if (searches.empty()) return;
  std::vector<std::vector<ShareTable>> tables(question.groups.size());
  for (const ShareSearches& one : searches) {
    tables[one.devices.group].push_back(share_table(one, search_in_parts(one.batch, searcher, counter)));
  }
  for (const auto& chosen : combinations(tables)) {
    SetOutcome outcome;
    for (const ShareTable* table : chosen) outcome.devices.push_back(table->devices);
    for (const ShareSearches& one : searches) {
      const bool in = std::any_of(chosen.begin(), chosen.end(), [&](const ShareTable* table) {
        return table->devices.group == one.devices.group && table->devices.count == one.devices.count;
      });
      if (in) outcome.searched += plans_of(one.batch);
    }
    if (auto plan = mixed_plan(question, chosen)) {
      outcome.counts[0] = 1;
      answer.plans.push_back(std::move(*plan));
    }
    answer.sets.push_back(std::move(outcome));
  }
}

// Of all plans alone and the mixed ones that were found.
void add_frontier(PlanAnswer& answer, const SearchBatch& batch) {
  std::vector<RankedPlan> plans = frontier_of(batch, 0, batch.items.size());
  for (const RankedPlan& plan : answer.plans) {
    if (plan.groups.size() > 1) plans.push_back(plan);
  }
  answer.frontier = unbeaten(std::move(plans));
  for (RankedPlan& plan : answer.frontier) plan.pareto = true;
  for (RankedPlan& plan : answer.plans) {
    plan.pareto = std::none_of(answer.frontier.begin(), answer.frontier.end(), [&](const RankedPlan& edge) { return beats(edge.whole, plan.whole); });
  }
}

}  // namespace

double score_of(const RankedPlan& plan, Objective objective) {
  return score_of(plan.whole, objective);
}

PlanAnswer find_plans(const PlanQuestion& question, PlanSearcher& searcher, Frontier frontier, const SearchProgress& progress) {
  PlanAnswer answer;
  std::vector<Alone> sets;
  const SearchBatch batch = searches_alone(question, sets);
  const std::vector<ShareSearches> together = searches_together(question);
  std::uint64_t total = plans_of(batch);
  for (const ShareSearches& one : together) total += plans_of(one.batch);
  PlanCounter counter(progress, total);
  const SearchAnswers answers = search_in_parts(batch, searcher, counter);
  for (const Alone& set : sets) {
    for (RankedPlan& plan : plans_of_set(question, batch, answers, set)) answer.plans.push_back(std::move(plan));
    answer.sets.push_back(outcome_of(question, batch, answers, set));
  }
  add_mixed(answer, question, together, searcher, counter);
  constexpr std::uint64_t not_many = std::uint64_t{1} << 24;
  if (frontier == Frontier::exact || (frontier == Frontier::cheap && plans_of(batch) <= not_many)) add_frontier(answer, batch);
  sort_best_first(answer.plans, question.objective);
  if (answer.plans.size() > question.top) answer.plans.resize(question.top);
  answer.searched = counter.done();
  return answer;
}

}  // namespace suanli
