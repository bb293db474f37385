// plan_search.h -- the question "which plans are best" for many models, devices and networks at once, and its answer.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/cost/cost_formula.h"
#include "sim/cost/search/plan_space.h"

namespace suanli {

enum class Objective : unsigned char { time, cost, energy };  // the least step_s, cost_usd or energy_j

SUANLI_HOST_DEVICE constexpr double score_of(const StepCost& cost, Objective objective) {
  return objective == Objective::time ? cost.step_s : objective == Objective::cost ? cost.cost_usd : cost.energy_j;
}

// One search: indices into the lists of the batch.
struct SearchItem {
  std::uint32_t model = 0;
  std::uint32_t device = 0;
  std::uint32_t fabric = 0;
  std::uint32_t space = 0;
};

struct SearchBatch {
  std::vector<ModelShape> models;
  std::vector<DeviceRates> devices;
  std::vector<Fabric> fabrics;
  std::vector<Degrees> degrees;
  std::vector<PlanSpace> spaces;
  std::vector<SearchItem> items;
  Objective objective = Objective::time;
  std::uint32_t top = 1;  // plans kept of each item
};

struct FoundPlan {
  double score = 0;
  std::uint64_t index = 0;  // in the item's space
  bool operator==(const FoundPlan&) const = default;
};

// Plans by the first reason against them; the first entry counts the feasible.
using ReasonCounts = std::array<std::uint64_t, static_cast<std::size_t>(Infeasible::memory) + 1>;

// Answers of a batch, item by item. Plans are ordered by (score, index): a total order, so that the answer depends neither on threads
// nor on the device that searched.
struct SearchAnswers {
  std::uint32_t top = 1;
  std::vector<FoundPlan> plans;           // `top` places for each item
  std::vector<std::uint32_t> found;       // how many of them are filled
  std::vector<ReasonCounts> counts;

  std::span<const FoundPlan> best_of(std::size_t item) const {
    return {plans.data() + item * top, found[item]};
  }
  bool operator==(const SearchAnswers&) const = default;
};

// Every plan of every item through training_step, one after the other: slow, and what every faster search must equal bit by bit.
SearchAnswers search_plainly(const SearchBatch& batch);

// The whole estimate of one plan that a search found.
StepCost estimate_of(const SearchBatch& batch, const SearchItem& item, std::uint64_t index);

}  // namespace suanli
