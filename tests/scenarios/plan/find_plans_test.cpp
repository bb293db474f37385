// find_plans_test.cpp -- what a search tells: the best in order, each kind once, and what stands against the rest.
#include "scenarios/plan/find_plans.h"

#include <doctest/doctest.h>

#include "scenarios/plan/distinct_plans.h"
#include "scenarios/plan/plan_relief.h"
#include "tests/scenarios/plan/small_question.h"

namespace suanli::test {

TEST_CASE("a given plan is the formula's estimate of it") {
  PlanQuestion question = small_question();
  question.fixed = {.tp = 2, .pp = 2, .dp = 2, .microbatch = 1, .interleave = 1, .recompute = Recompute::full, .zero = 1, .sequence_parallel = true};
  question.overlap_tp = question.overlap_pp = question.overlap_dp = question.fused_attention = question.scatter_gather = false;
  CHECK(question.is_one_plan());
  const PlanAnswer answer = searched(question);
  REQUIRE(answer.plans.size() == 1);
  CHECK(answer.searched == 1);
  ParallelPlan plan;
  plan.devices = 8;
  plan.batch = 16;
  plan.tp = plan.pp = plan.dp = 2;
  plan.recompute = Recompute::full;
  plan.zero = 1;
  plan.sequence_parallel = true;
  const StepCost cost = training_step(question.model, question.groups[0].rates, question.groups[0].fabric, plan);
  CHECK(answer.plans[0].whole.step_s == cost.step_s);
  CHECK(answer.plans[0].whole.memory_bytes == cost.memory_bytes);
}

// Every plan of the space by loops of our own.
TEST_CASE("the first plan is the best of all there are") {
  PlanQuestion question = small_question();
  const PlanAnswer answer = searched(question);
  REQUIRE(!answer.plans.empty());
  double best = 1e300;
  for (const double tp : {1.0, 2.0, 4.0, 8.0}) {
    for (const double pp : {1.0, 2.0, 4.0, 8.0}) {
      for (const double microbatch : {1.0, 2.0, 4.0, 8.0, 16.0}) {
        for (int bits = 0; bits < 4 * 3 * 4 * 2 * 32; ++bits) {
          ParallelPlan plan;
          plan.devices = 8;
          plan.batch = 16;
          plan.tp = tp;
          plan.pp = pp;
          plan.dp = 8 / (tp * pp);
          plan.microbatch = microbatch;
          plan.interleave = 1 + bits % 4;
          plan.recompute = static_cast<Recompute>(bits / 4 % 3);
          plan.zero = static_cast<unsigned char>(bits / 12 % 4);
          plan.sequence_parallel = (bits / 48 & 1) != 0;
          plan.fused_attention = (bits / 96 & 1) != 0;
          plan.scatter_gather = (bits / 192 & 1) != 0;
          plan.overlap_tp = (bits / 384 & 1) != 0;
          plan.overlap_pp = (bits / 768 & 1) != 0;
          plan.overlap_dp = (bits / 1536 & 1) != 0;
          const StepCost cost = training_step(question.model, question.groups[0].rates, question.groups[0].fabric, plan);
          if (cost.feasible) best = smaller(best, cost.step_s);
        }
      }
    }
  }
  CHECK(answer.plans[0].whole.step_s == best);
}

TEST_CASE("plans come best first, each kind once, and no more than were asked for") {
  for (const Objective objective : {Objective::time, Objective::cost, Objective::energy}) {
    PlanQuestion question = small_question();
    question.groups[0].rates.price_usd_per_hour = 2;
    question.objective = objective;
    question.top = 7;
    const PlanAnswer answer = searched(question);
    REQUIRE(answer.plans.size() == 7);
    for (std::size_t i = 0; i < answer.plans.size(); ++i) {
      CHECK(answer.plans[i].whole.feasible);
      if (i > 0) CHECK(score_of(answer.plans[i - 1], objective) <= score_of(answer.plans[i], objective));
      for (std::size_t k = 0; k < i; ++k) CHECK(!same_in_kind(answer.plans[i].groups[0], answer.plans[k].groups[0]));
    }
  }
}

TEST_CASE("counts tell of every plan that was searched") {
  PlanQuestion question = small_question();
  question.groups[0].counts = {4, 8};
  const PlanAnswer answer = searched(question);
  REQUIRE(answer.sets.size() == 2);
  std::uint64_t all = 0;
  for (const SetOutcome& set : answer.sets) {
    std::uint64_t counted = 0;
    for (const std::uint64_t count : set.counts) counted += count;
    CHECK(counted == set.searched);
    all += counted;
  }
  CHECK(all == answer.searched);
}

// Weights, gradients and optimizer state of 16 bytes a parameter, and as much room as half of them.
TEST_CASE("when nothing fits the nearest plan says what is missing, and what would help does help") {
  PlanQuestion question = small_question();
  question.fixed = {.tp = 1, .pp = 1, .dp = 8, .microbatch = 1, .interleave = 1, .recompute = Recompute::full, .zero = 0, .sequence_parallel = false};
  question.groups[0].rates.memory_bytes = 8 * question.model_parameters;
  const PlanAnswer answer = searched(question);
  CHECK(answer.plans.empty());
  REQUIRE(answer.sets[0].nearest.has_value());
  const StepCost& cost = answer.sets[0].nearest->whole;
  CHECK(cost.reason == Infeasible::memory);
  CHECK(cost.missing_bytes == doctest::Approx(8 * question.model_parameters + cost.activations_bytes));
  PlainSearcher searcher;
  const std::vector<Relief> reliefs = find_reliefs(question, searcher);
  REQUIRE(!reliefs.empty());
  bool zero = false;
  for (const Relief& relief : reliefs) {
    CHECK(relief.plan.whole.memory_bytes <= question.groups[0].rates.memory_bytes);
    zero = zero || relief.change.starts_with("\"zero\": ");
  }
  CHECK(zero);
}

TEST_CASE("a given plan that makes no sense says why") {
  PlanQuestion question = small_question();
  question.fixed = {.tp = 3, .pp = 1, .dp = 2, .microbatch = 1, .interleave = 1, .recompute = Recompute::none, .zero = 0, .sequence_parallel = false};
  const PlanAnswer answer = searched(question);
  CHECK(answer.plans.empty());
  REQUIRE(answer.sets[0].nearest.has_value());
  CHECK(answer.sets[0].nearest->whole.reason == Infeasible::devices);
}

}  // namespace suanli::test
