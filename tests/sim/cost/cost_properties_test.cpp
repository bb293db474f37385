// cost_properties_test.cpp -- what must hold for every plan, over random cases, and one hash of all bits.
#include <doctest/doctest.h>

#include <cmath>

#include "sim/base/random.h"
#include "tests/sim/cost/cost_hash.h"
#include "tests/sim/cost/random_plans.h"

namespace suanli::test {
namespace {

constexpr int cases = 4000;

// Drawn cases whose plan makes sense, memory apart; `see` gets each.
template <class See>
int for_sensible_cases(const char* purpose, See see) {
  int seen = 0;
  for (int i = 0; i < cases; ++i) {
    Stream random(7, purpose, static_cast<std::uint64_t>(i));
    CAPTURE(i);
    const CostCase drawn = random_case(random);
    const StepCost cost = cost_of(drawn);
    if (cost.reason != Infeasible::no && cost.reason != Infeasible::memory) continue;
    ++seen;
    see(drawn, cost);
  }
  return seen;
}

}  // namespace

TEST_CASE("the parts of a step sum to it, and all are finite and not negative") {
  const int seen = for_sensible_cases("parts", [](const CostCase&, const StepCost& cost) {
    const double parts[] = {cost.forward_s,    cost.backward_s,   cost.recompute_s,  cost.optimizer_s,
                            cost.bubble_s,     cost.offload_s,    cost.straggle_s,   cost.tp_exposed_s,
                            cost.pp_exposed_s, cost.dp_exposed_s, cost.ep_exposed_s, cost.cp_exposed_s};
    double sum = 0;
    for (const double part : parts) {
      CHECK(std::isfinite(part));
      CHECK(part >= 0);
      sum += part;
    }
    CHECK(cost.step_s == doctest::Approx(sum).epsilon(1e-12));
    const double bytes = cost.weights_bytes + cost.gradients_bytes + cost.optimizer_bytes + cost.activations_bytes;
    CHECK(cost.memory_bytes == doctest::Approx(bytes));
    CHECK(cost.mfu > 0);
    CHECK(cost.mfu <= cost.hfu);
    CHECK(cost.hfu < 1);
    CHECK(cost.feasible == (cost.missing_bytes == 0));
  });
  CHECK(seen > cases / 2);
}

TEST_CASE("a faster device, memory, link or network never makes a step slower") {
  for_sensible_cases("faster", [](const CostCase& drawn, const StepCost& cost) {
    const auto with = [&](auto change) {
      CostCase faster = drawn;
      change(faster);
      return cost_of(faster).step_s;
    };
    CHECK(with([](CostCase& c) { c.device.memory_rate *= 1.5; }) <= cost.step_s);
    CHECK(with([](CostCase& c) {
            for (double& peak : c.device.peak) peak *= 1.5;
          }) <= cost.step_s);
    CHECK(with([](CostCase& c) { c.fabric.network_rate *= 1.5; }) <= cost.step_s);
    CHECK(with([](CostCase& c) { c.fabric.reduce_rate *= 1.5; }) <= cost.step_s);
    CHECK(with([](CostCase& c) { c.fabric.gather_rate *= 1.5; }) <= cost.step_s);
    CHECK(with([](CostCase& c) { c.device.memory_bytes *= 4; }) == cost.step_s);
    CHECK(with([](CostCase& c) { c.device.launch_s *= 0.5; }) <= cost.step_s);
  });
}

TEST_CASE("more memory never makes a feasible plan infeasible") {
  for_sensible_cases("room", [](const CostCase& drawn, const StepCost& cost) {
    CostCase roomy = drawn;
    roomy.device.memory_bytes += cost.missing_bytes * (1 + 1e-12) + 1;
    CHECK(cost_of(roomy).feasible);
  });
}

TEST_CASE("twice the batch takes more time, and no less per sequence than what repeats") {
  for_sensible_cases("batch", [](const CostCase& drawn, const StepCost& cost) {
    CostCase twice = drawn;
    twice.plan.batch *= 2;
    const StepCost more = cost_of(twice);
    CHECK(more.step_s > cost.step_s);
    CHECK(more.forward_s == doctest::Approx(2 * cost.forward_s));
    CHECK(more.model_flops == doctest::Approx(2 * cost.model_flops));
    // The bubble of a ragged interleaved schedule may shrink; all else at most doubles.
    if (drawn.plan.interleave == 1) CHECK(more.step_s <= 2 * cost.step_s * (1 + 1e-12));
  });
}

TEST_CASE("options that do nothing for a plan change nothing") {
  for_sensible_cases("labels", [](const CostCase& drawn, const StepCost& cost) {
    CostCase other = drawn;
    if (drawn.plan.dp * drawn.plan.cp == 1) other.plan.overlap_dp = !drawn.plan.overlap_dp;
    if (drawn.plan.pp == 1) other.plan.overlap_pp = !drawn.plan.overlap_pp;
    if (drawn.plan.tp == 1) other.plan.scatter_gather = other.plan.overlap_tp = !drawn.plan.overlap_tp;
    if (drawn.plan.fused_attention && drawn.plan.recompute == Recompute::none) other.device.score_share = 0.1;
    CHECK(cost_of(other).step_s == cost.step_s);
  });
}

TEST_CASE("ZeRO and recompute trade memory as they should") {
  for_sensible_cases("memory", [](const CostCase& drawn, const StepCost&) {
    CostCase other = drawn;
    double last = 1e300;
    for (unsigned char zero = 0; zero < 4; ++zero) {
      other.plan.zero = zero;
      const StepCost cost = cost_of(other);
      CHECK(cost.memory_bytes <= last);
      last = cost.memory_bytes;
    }
    const ParallelPlan& plan = drawn.plan;
    CHECK(layer_activations(drawn.model, plan, Recompute::full) <= layer_activations(drawn.model, plan, Recompute::selective));
    CHECK(layer_activations(drawn.model, plan, Recompute::selective) <= layer_activations(drawn.model, plan, Recompute::none));
  });
}

// Changes with every formula; cost_bits sees that it does not change with the compiler and its options.
TEST_CASE("the bits of the results are pinned") {
  CHECK(hash_of_random_costs() == 0x9ff9c012e5486d3bULL);
}

}  // namespace suanli::test
