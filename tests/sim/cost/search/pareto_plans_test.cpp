// pareto_plans_test.cpp -- the edge of what time, energy and memory allow, against comparing every plan with every other.
#include "sim/cost/search/pareto_plans.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/sim/cost/search/random_searches.h"

namespace suanli::test {
namespace {

bool as_good(const ParetoPlan& a, const ParetoPlan& b) {
  return a.step_s <= b.step_s && a.energy_j <= b.energy_j && a.memory_bytes <= b.memory_bytes;
}
bool alike(const ParetoPlan& a, const ParetoPlan& b) {
  return as_good(a, b) && as_good(b, a);
}

std::vector<ParetoPlan> all_plans(const SearchBatch& batch, const SearchItem& item) {
  std::vector<ParetoPlan> all;
  for (std::uint64_t index = 0; index < batch.spaces[item.space].size(); ++index) {
    const StepCost cost = estimate_of(batch, item, index);
    if (cost.feasible) all.push_back({cost.step_s, cost.energy_j, cost.memory_bytes, index});
  }
  return all;
}

// Its definition: [plans x plans].
std::vector<ParetoPlan> unbeaten(const std::vector<ParetoPlan>& all) {
  std::vector<ParetoPlan> kept;
  for (const ParetoPlan& plan : all) {
    const bool beaten = std::any_of(all.begin(), all.end(), [&](const ParetoPlan& other) {
      return as_good(other, plan) && (!alike(other, plan) || other.index < plan.index);
    });
    if (!beaten) kept.push_back(plan);
  }
  std::stable_sort(kept.begin(), kept.end(), [](const ParetoPlan& a, const ParetoPlan& b) { return a.step_s < b.step_s; });
  return kept;
}

}  // namespace

TEST_CASE("the Pareto set is what comparing all with all leaves") {
  std::size_t kept = 0;
  std::size_t compared = 0;
  for (std::uint64_t i = 0; i < 300; ++i) {
    Stream random(17, "pareto", i);
    CAPTURE(i);
    const SearchBatch batch = random_batch(random);
    const SearchItem& item = batch.items[0];
    if (batch.spaces[item.space].size() > 3000) continue;
    const std::vector<ParetoPlan> all = all_plans(batch, item);
    const std::vector<ParetoPlan> found = pareto_plans(batch, item);
    CHECK(found == unbeaten(all));
    kept += found.size();
    compared += all.size();
  }
  CHECK(compared > 10000);
  CHECK(kept > 200);
}

// Its first plan is the search's best in time; the plans of least energy and least memory are in it too.
TEST_CASE("the Pareto set holds the best plan of each objective") {
  int seen = 0;
  for (std::uint64_t i = 0; i < 40; ++i) {
    Stream random(19, "edges", i);
    CAPTURE(i);
    SearchBatch batch = random_batch(random);
    batch.items.resize(1);
    batch.top = 1;
    const std::vector<ParetoPlan> found = pareto_plans(batch, batch.items[0]);
    batch.objective = Objective::time;
    const SearchAnswers quickest = search_plainly(batch);
    REQUIRE(found.empty() == quickest.best_of(0).empty());
    if (found.empty()) continue;
    batch.objective = Objective::energy;
    const SearchAnswers thriftiest = search_plainly(batch);
    CHECK(found.front().step_s == quickest.best_of(0)[0].score);
    const auto least = std::min_element(found.begin(), found.end(),
                                        [](const ParetoPlan& a, const ParetoPlan& b) { return a.energy_j < b.energy_j; });
    CHECK(least->energy_j == thriftiest.best_of(0)[0].score);
    ++seen;
  }
  CHECK(seen > 10);
}

}  // namespace suanli::test
