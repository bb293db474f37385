// whole_space_test.cpp -- what the space of all sensible plans covers, and how its best plan answers to better machines.
#include "sim/cost/search/whole_space.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "sim/cost/search/host_searcher.h"
#include "tests/sim/cost/random_plans.h"

namespace suanli::test {
namespace {

ModelShape small_model() {
  ModelShape model;
  model.layers = 8;
  model.hidden = 512;
  model.heads = model.kv_heads = 8;
  model.ffn = 2048;
  model.vocab = 32000;
  model.sequence = 1024;
  return model;
}

ParallelPlan base_of(double devices, double batch) {
  ParallelPlan base;
  base.devices = devices;
  base.batch = batch;
  return base;
}

bool has_degrees(const SearchBatch& batch, const Degrees& wanted) {
  return std::any_of(batch.degrees.begin(), batch.degrees.end(), [&](const Degrees& of) {
    return of.tp == wanted.tp && of.pp == wanted.pp && of.cp == wanted.cp && of.dp == wanted.dp;
  });
}

// One item over the whole space of a drawn model, device and fabric.
SearchBatch drawn_batch(std::uint64_t i, const char* purpose) {
  Stream random(23, purpose, i);
  SearchBatch batch;
  batch.models.push_back(random_model(random));
  batch.devices.push_back(random_device(random));
  batch.fabrics.push_back(random_fabric(random));
  add_whole_space(batch, batch.models[0], base_of(one_of<3>(random, {4, 12, 32}), one_of<2>(random, {24, 96})), {}, 2);
  batch.items.push_back({});
  return batch;
}

// The best step of the batch's one item; a large number when nothing fits.
double best_step(const SearchBatch& batch) {
  const SearchAnswers answers = host_searcher(1)->search(batch);
  return answers.found[0] == 0 ? 1e300 : answers.best_of(0)[0].score;
}

template <class Change>
double best_with(SearchBatch batch, Change change) {
  change(batch);
  return best_step(batch);
}

}  // namespace

// 12 devices, 8 heads, 8 layers: tp 1, 2, 4 (3, 6 and 12 are divisors of 12, of which 3 and 6 are up to the heads), so tp in 1 2 3
// 4 6; pp the same, 12 being more than the layers; cp 1. Products that divide 12: tp 1: pp 1 2 3 4 6; tp 2: 1 2 3 6; tp 3: 1 2 4;
// tp 4: 1 3; tp 6: 1 2: 16 in all. Batch 20: microbatches 1 2 4 8 16. 2 x 3 x 8 more outer options, 4 x 8 inner.
TEST_CASE("the whole space covers the divisors of the devices") {
  SearchBatch batch;
  const std::uint32_t number = add_whole_space(batch, small_model(), base_of(12, 20), {});
  CHECK(number == 0);
  const PlanSpace& space = batch.spaces[0];
  CHECK(space.degrees_count == 16);
  CHECK(has_degrees(batch, {2, 3, 1, 2}));
  CHECK(has_degrees(batch, {6, 2, 1, 1}));
  CHECK(!has_degrees(batch, {12, 1, 1, 1}));
  CHECK(!has_degrees(batch, {1, 12, 1, 1}));
  CHECK(space.ep.count == 1);
  CHECK(space.microbatch.count == 5);
  CHECK(space.outer_count() == 16 * 5 * 2 * 3 * 8);
  CHECK(space.inner_count() == 32);
  for (const Degrees& of : batch.degrees) CHECK(of.tp * of.pp * of.cp * of.dp == 12);
}

TEST_CASE("context parallelism and experts are searched when asked for") {
  SearchBatch batch;
  ModelShape model = small_model();
  model.experts = 12;
  model.experts_per_token = 2;
  add_whole_space(batch, model, base_of(4, 4), {}, 2);
  CHECK(has_degrees(batch, {1, 2, 2, 1}));
  CHECK(!has_degrees(batch, {1, 1, 4, 1}));
  const PlanSpace& space = batch.spaces[0];
  REQUIRE(space.ep.count == 3);  // 8 does not divide 12
  CHECK(space.ep[2] == 4);
}

TEST_CASE("fixed parts are kept, and parts that cannot fit are refused for the devices") {
  SearchBatch batch;
  FixedParts fixed;
  fixed.tp = 2;
  fixed.microbatch = 3;
  fixed.overlap = Overlaps{true, false, true};
  fixed.offload = 0.25;
  add_whole_space(batch, small_model(), base_of(8, 24), fixed);
  const PlanSpace& space = batch.spaces[0];
  for (std::uint64_t index = 0; index < space.size(); index += 7) {
    const ParallelPlan plan = plan_at(space, batch.degrees.data(), index);
    CHECK(plan.tp == 2);
    CHECK(plan.microbatch == 3);
    CHECK(plan.overlap_tp);
    CHECK(!plan.overlap_pp);
    CHECK(plan.offload == 0.25);
  }
  fixed.tp = 3;
  batch.models.push_back(small_model());
  batch.devices.push_back({});
  batch.devices[0].peak[static_cast<int>(DataType::bf16)] = 1e14;
  batch.fabrics.push_back({});
  const std::uint32_t none = add_whole_space(batch, small_model(), base_of(8, 24), fixed);
  batch.items.push_back({0, 0, 0, none});
  const SearchAnswers answers = host_searcher(1)->search(batch);
  CHECK(answers.found[0] == 0);
  CHECK(answers.counts[0][static_cast<std::size_t>(Infeasible::devices)] == batch.spaces[none].size());
}

TEST_CASE("more bandwidth, memory or arithmetic never makes the best plan slower") {
  int seen = 0;
  for (std::uint64_t i = 0; i < 60; ++i) {
    CAPTURE(i);
    const SearchBatch batch = drawn_batch(i, "better");
    const double best = best_step(batch);
    seen += best < 1e300 ? 1 : 0;
    CHECK(best_with(batch, [](SearchBatch& b) { b.fabrics[0].network_rate *= 1.5; }) <= best);
    CHECK(best_with(batch, [](SearchBatch& b) { b.fabrics[0].reduce_rate *= 1.5; }) <= best);
    CHECK(best_with(batch, [](SearchBatch& b) { b.fabrics[0].gather_rate *= 1.5; }) <= best);
    CHECK(best_with(batch, [](SearchBatch& b) { b.devices[0].memory_rate *= 1.5; }) <= best);
    CHECK(best_with(batch, [](SearchBatch& b) { b.devices[0].memory_bytes *= 1.5; }) <= best);
    CHECK(best_with(batch, [](SearchBatch& b) {
            for (double& peak : b.devices[0].peak) peak *= 1.5;
          }) <= best);
  }
  CHECK(seen > 30);
}

TEST_CASE("twice the batch never takes half the time, nor less") {
  int seen = 0;
  for (std::uint64_t i = 0; i < 60; ++i) {
    CAPTURE(i);
    const SearchBatch batch = drawn_batch(i, "batch");
    const double best = best_step(batch);
    if (best >= 1e300) continue;
    ++seen;
    const double twice = best_with(batch, [](SearchBatch& b) {
      FixedParts fixed;
      const ParallelPlan base = base_of(b.spaces[0].base.devices, 2 * b.spaces[0].base.batch);
      b.items[0].space = add_whole_space(b, b.models[0], base, fixed, 2);
    });
    CHECK(twice >= best / 2);
    CHECK(twice > best);
  }
  CHECK(seen > 30);
}

TEST_CASE("the order in which plans are listed changes the index of the winner and nothing else") {
  int seen = 0;
  for (std::uint64_t i = 0; i < 60; ++i) {
    CAPTURE(i);
    SearchBatch batch = drawn_batch(i, "labels");
    batch.objective = static_cast<Objective>(i % 3);
    SearchBatch turned = batch;
    PlanSpace& space = turned.spaces[0];
    std::reverse(turned.degrees.begin(), turned.degrees.end());
    const auto reverse = [](auto& part) { std::reverse(part.values, part.values + part.count); };
    reverse(space.microbatch);
    reverse(space.sequence_parallel);
    reverse(space.recompute);
    reverse(space.interleave);
    reverse(space.zero);
    reverse(space.overlap);
    const SearchAnswers straight = host_searcher(1)->search(batch);
    const SearchAnswers back = host_searcher(1)->search(turned);
    CHECK(straight.counts == back.counts);
    REQUIRE(straight.found == back.found);
    if (straight.found[0] == 0) continue;
    ++seen;
    CHECK(straight.best_of(0)[0].score == back.best_of(0)[0].score);
    const StepCost winner = estimate_of(turned, turned.items[0], back.best_of(0)[0].index);
    CHECK(score_of(winner, batch.objective) == straight.best_of(0)[0].score);
  }
  CHECK(seen > 30);
}

// GPT-3 on 8 devices: weights, gradients and optimizer alone take 16 bytes a parameter, cut eight ways at best: 349 GB each.
TEST_CASE("a model that fits nowhere is refused with the missing bytes") {
  SearchBatch batch = drawn_batch(0, "room");
  ModelShape& model = batch.models[0] = small_model();
  model.layers = 96;
  model.hidden = 12288;
  model.heads = model.kv_heads = 96;
  model.ffn = 4 * model.hidden;
  batch.devices[0].memory_bytes = 80e9;
  batch.items[0].space = add_whole_space(batch, model, base_of(8, 8), {});
  const SearchAnswers answers = host_searcher(1)->search(batch);
  CHECK(answers.found[0] == 0);
  CHECK(answers.counts[0][static_cast<std::size_t>(Infeasible::memory)] > 0);
  const PlanSpace& space = batch.spaces[batch.items[0].space];
  double least = 1e300;
  for (std::uint64_t index = 0; index < space.size(); ++index) {
    const StepCost cost = estimate_of(batch, batch.items[0], index);
    if (cost.reason == Infeasible::memory) least = std::min(least, cost.missing_bytes);
  }
  const double state = 16 * parameters(model) / 8;
  CHECK(least > state - 80e9);
  CHECK(least < 1.1 * state - 80e9);
  batch.devices[0].memory_bytes += least * (1 + 1e-12);
  CHECK(host_searcher(1)->search(batch).counts[0][0] > 0);
}

}  // namespace suanli::test
