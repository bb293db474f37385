// find_plans.h -- carries out the searches of a plan file and ranks what they find.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "scenarios/plan/plan_question.h"
#include "sim/cost/search/searcher.h"

namespace suanli {

// One group's devices at work: its plan, whose batch is the group's share of a step, and what that costs.
struct GroupPlan {
  std::size_t group = 0;  // in PlanQuestion::groups
  ParallelPlan plan;
  StepCost cost;
};

// One plan of the answer: of one group, or of several side by side.
struct RankedPlan {
  std::vector<GroupPlan> groups;
  StepCost whole;           // of the step over all groups: times of the one that sets the pace, memory of the fullest, the rest summed
  double devices = 0;
  double between_groups_s = 0;  // in whole.dp_exposed_s too
  std::optional<bool> pareto;   // whether no other plan is better in one of time, memory, energy and cost and as good in the rest; where asked
};

// Some of the groups, each with one of its counts.
struct GroupCount {
  std::size_t group = 0;
  double count = 0;
};
using DeviceSet = std::vector<GroupCount>;

// How the search of one set of devices went.
struct SetOutcome {
  DeviceSet devices;
  std::uint64_t searched = 0;
  ReasonCounts counts{};              // empty for several groups together
  std::optional<RankedPlan> nearest;  // when nothing fits: the plan that lacks the least memory, or the only one asked for
};

struct PlanAnswer {
  std::vector<RankedPlan> plans;  // best first, at most PlanQuestion::top
  std::vector<RankedPlan> frontier;  // where asked: those no other beats, by time
  std::vector<SetOutcome> sets;
  std::uint64_t searched = 0;
};

// Told now and then how many plans are done of how many.
using SearchProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

enum class Frontier : unsigned char {
  left_out,
  cheap,  // where there are not too many plans: it takes one thread a second for some millions
  exact,
};

// Each group alone with each of its counts, and all groups together. The same answer whoever searches.
PlanAnswer find_plans(const PlanQuestion& question, PlanSearcher& searcher, Frontier frontier = Frontier::left_out, const SearchProgress& progress = {});

// The score that ranks.
double score_of(const RankedPlan& plan, Objective objective);

}  // namespace suanli
