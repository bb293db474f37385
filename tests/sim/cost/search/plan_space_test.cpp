// plan_space_test.cpp -- an index and its plan, and the block that shares what inner options have in common.
#include "sim/cost/search/plan_space.h"

#include <doctest/doctest.h>

#include "sim/cost/search/plan_block.h"
#include "tests/sim/cost/search/random_searches.h"

namespace suanli::test {
namespace {

// 2 degrees, 1 ep, 2 microbatches, 2 sequence parallel, 1 recompute, 3 interleave: 24 outer plans; 2 ZeRO, 2 overlaps, 2
// offloads: 8 inner ones.
PlanSpace small_space() {
  PlanSpace space;
  space.base.devices = 8;
  space.base.batch = 64;
  space.first_degrees = 1;
  space.degrees_count = 2;
  space.ep.add(1);
  for (const double size : {1, 4}) space.microbatch.add(size);
  for (const bool on : {false, true}) space.sequence_parallel.add(on);
  space.recompute.add(Recompute::full);
  for (const double chunks : {1, 2, 4}) space.interleave.add(chunks);
  space.zero.add(1);
  space.zero.add(3);
  space.overlap.add({false, false, true});
  space.overlap.add({true, true, false});
  for (const double share : {0.0, 0.5}) space.offload.add(share);
  return space;
}

constexpr Degrees degrees[] = {{9, 9, 9, 9}, {2, 4, 1, 1}, {4, 1, 1, 2}};

}  // namespace

TEST_CASE("a space counts its plans") {
  CHECK(small_space().outer_count() == 24);
  CHECK(small_space().inner_count() == 8);
  CHECK(small_space().size() == 192);
}

// 151 = 18 x 8 + 7. Inner 7 = 1 1 1 in (ZeRO, overlap, offload). Outer 18 = 1 x 12 + 1 x 6 + 0 x 3 + 0: the second degrees, the
// second microbatch, not sequence parallel, the first interleave.
TEST_CASE("an index counts the last part off first") {
  const ParallelPlan plan = plan_at(small_space(), degrees, 151);
  CHECK(plan.tp == 4);
  CHECK(plan.pp == 1);
  CHECK(plan.dp == 2);
  CHECK(plan.microbatch == 4);
  CHECK(!plan.sequence_parallel);
  CHECK(plan.recompute == Recompute::full);
  CHECK(plan.interleave == 1);
  CHECK(plan.zero == 3);
  CHECK(plan.overlap_tp);
  CHECK(plan.overlap_pp);
  CHECK(!plan.overlap_dp);
  CHECK(plan.offload == 0.5);
  CHECK(plan.batch == 64);
}

TEST_CASE("the first index is the first of everything") {
  const ParallelPlan plan = plan_at(small_space(), degrees, 0);
  CHECK(plan.tp == 2);
  CHECK(plan.microbatch == 1);
  CHECK(plan.interleave == 1);
  CHECK(plan.zero == 1);
  CHECK(plan.overlap_dp);
  CHECK(plan.offload == 0);
}

TEST_CASE("a block gives each inner option the bits of its training step") {
  int compared = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    Stream random(11, "block", i);
    CAPTURE(i);
    const SearchBatch batch = random_batch(random);
    const SearchItem& item = batch.items[0];
    const PlanSpace& space = batch.spaces[item.space];
    const ModelShape& model = batch.models[item.model];
    const DeviceRates& device = batch.devices[item.device];
    const Fabric& fabric = batch.fabrics[item.fabric];
    const StepFrame frame = step_frame(device, fabric, space.base.devices);
    for (std::uint64_t outer = 0; outer < space.outer_count(); ++outer) {
      const ParallelPlan plan = outer_plan(space, batch.degrees.data(), outer);
      if (plan_problem(model, device, plan) != Infeasible::no) continue;
      const PlanBlock block = plan_block(layer_part(model, device, fabric, plan), stage_part(model, device, fabric, plan),
                                         rounds_of(plan), fabric);
      const std::uint64_t inner = random.below(space.inner_count());
      const StepCost cost = estimate_of(batch, item, outer * space.inner_count() + inner);
      const InnerOption option = inner_option(space, inner);
      for (const Objective objective : {Objective::time, Objective::cost, Objective::energy}) {
        CHECK(block_score(frame, block, objective, option) == score_of(cost, objective));
      }
      CHECK(block_memory(block, option) == cost.memory_bytes);
      CHECK(block_fits(frame, block, option) == cost.feasible);
      ++compared;
    }
  }
  CHECK(compared > 1000);
}

}  // namespace suanli::test
