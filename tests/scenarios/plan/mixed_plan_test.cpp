// mixed_plan_test.cpp -- unlike groups as one pool: the split of the batch, and the step over all of them.
#include "scenarios/plan/mixed_plan.h"

#include <doctest/doctest.h>

#include "sim/cost/formula/mixed_cost.h"
#include "tests/scenarios/plan/small_question.h"

namespace suanli::test {
namespace {

// A group whose step takes `per_sequence_s` for each sequence of its share, whatever the plan.
ShareTable linear_table(std::size_t group, double count, double per_sequence_s, std::int64_t most) {
  ShareTable table{{group, count}, {}};
  for (std::int64_t share = 1; share <= most; ++share) {
    GroupPlan plan{group, {}, {}};
    plan.plan.devices = count;
    plan.plan.batch = static_cast<double>(share);
    plan.cost.feasible = true;
    plan.cost.step_s = per_sequence_s * static_cast<double>(share);
    plan.cost.forward_s = plan.cost.step_s;
    plan.cost.model_flops = plan.cost.hardware_flops = 1e12 * static_cast<double>(share);
    plan.cost.memory_bytes = group == 0 ? 3e9 : 2e9;
    table.best.emplace(share, plan);
  }
  return table;
}

PlanQuestion two_groups() {
  PlanQuestion question = small_question();
  question.groups.push_back(group_of_devices("h100-sxm-80gb", "ndr-8", 8));
  for (PoolGroup& group : question.groups) group.fabric.straggle = 0;
  return question;
}

}  // namespace

// 3 s a sequence on the one, 1 s on the other, 16 sequences: 4 on the slow one take 12 s as 12 on the fast one do; no other split is as fast.
// Two groups of a node each: gradients of 2 bytes a parameter at the slower node's 200 x 0.48 = 96 GB/s, and two messages of 15 us.
TEST_CASE("the slowest group is as fast as it can be") {
  const PlanQuestion question = two_groups();
  const ShareTable slow = linear_table(0, 8, 3, 15);
  const ShareTable fast = linear_table(1, 8, 1, 15);
  const auto plan = mixed_plan(question, {&slow, &fast});
  REQUIRE(plan.has_value());
  CHECK(plan->groups[0].plan.batch == 4);
  CHECK(plan->groups[1].plan.batch == 12);
  CHECK(plan->devices == 16);
  const double between = 2 * question.model_parameters / 96e9 + 30e-6;
  CHECK(plan->between_groups_s == doctest::Approx(between));
  CHECK(plan->whole.step_s == doctest::Approx(12 + between));
  CHECK(plan->whole.dp_exposed_s == doctest::Approx(between));
  CHECK(plan->whole.memory_bytes == 3e9);
  CHECK(plan->whole.model_flops == doctest::Approx(16e12));
  CHECK(plan->whole.mfu == doctest::Approx(16e12 / (plan->whole.step_s * 8 * (312e12 + 989e12))));
}

TEST_CASE("shares that do not fit are never given") {
  const PlanQuestion question = two_groups();
  ShareTable slow = linear_table(0, 8, 3, 15);
  const ShareTable fast = linear_table(1, 8, 1, 15);
  for (const std::int64_t share : {1, 3, 4, 5, 6}) slow.best.erase(share);
  const auto plan = mixed_plan(question, {&slow, &fast});
  REQUIRE(plan.has_value());
  CHECK(plan->groups[0].plan.batch == 2);  // 14 s, against 21 s with 7
  slow.best.clear();
  CHECK(!mixed_plan(question, {&slow, &fast}).has_value());
}

TEST_CASE("three groups share as the best of all splits does") {
  PlanQuestion question = two_groups();
  question.groups.push_back(question.groups[0]);
  const ShareTable a = linear_table(0, 8, 3, 14);
  const ShareTable b = linear_table(1, 8, 1, 14);
  const ShareTable c = linear_table(2, 8, 2, 14);
  const auto plan = mixed_plan(question, {&a, &b, &c});
  REQUIRE(plan.has_value());
  double best = 1e300;
  for (int x = 1; x <= 14; ++x) {
    for (int y = 1; x + y <= 15; ++y) best = smaller(best, larger(larger(3.0 * x, 1.0 * y), 2.0 * (16 - x - y)));
  }
  CHECK(plan->whole.step_s == doctest::Approx(best + plan->between_groups_s));
}

TEST_CASE("of twins each gets half, and the pool is nearly twice as fast as one of them") {
  PlanQuestion question = small_question();
  question.model.layers = 24;
  question.model_parameters = parameters(question.model);
  question.base.batch = 256;
  question.groups.push_back(question.groups[0]);
  const PlanAnswer answer = searched(question);
  REQUIRE(answer.sets.size() == 3);
  const RankedPlan* together = nullptr;
  const RankedPlan* alone = nullptr;
  for (const RankedPlan& plan : answer.plans) {
    if (plan.groups.size() == 2 && together == nullptr) together = &plan;
    if (plan.groups.size() == 1 && alone == nullptr) alone = &plan;
  }
  REQUIRE(together != nullptr);
  REQUIRE(alone != nullptr);
  CHECK(together->groups[0].plan.batch == 128);
  CHECK(together->groups[1].plan.batch == 128);
  CHECK(together->whole.step_s < 0.75 * alone->whole.step_s);
  CHECK(together->whole.step_s > 0.5 * alone->whole.step_s);
  CHECK(together->whole.energy_j == together->groups[0].cost.energy_j + together->groups[1].cost.energy_j);
}

TEST_CASE("large batches are shared in grains") {
  CHECK(share_grain(16) == 1);
  CHECK(share_grain(4096) == 1);
  CHECK(share_grain(8192) == 2);
  CHECK(share_grain(10000) == 4);
  CHECK(share_grain(8191) == 8191);  // a prime: nothing to share evenly
}

}  // namespace suanli::test
