// random_searches.h -- random batches of searches over random models, devices, fabrics and spaces.
#pragma once

#include <array>

#include "sim/cost/search/plan_search.h"
#include "tests/sim/cost/random_plans.h"

namespace suanli::test {

// `count` of `values`, drawn one after the other, repeats allowed: equal plans under different indices make ties.
template <class Part, class T, std::size_t N>
void draw_choices(Stream& random, Part& part, const std::array<T, N>& values, std::uint64_t most) {
  const std::uint64_t count = 1 + random.below(most);
  for (std::uint64_t i = 0; i < count; ++i) part.add(values[random.below(N)]);
}

// Inner options as they come: any number of any, in any order.
inline void draw_inner(Stream& random, PlanSpace& space) {
  draw_choices<decltype(space.zero), unsigned char, 4>(random, space.zero, {0, 1, 2, 3}, 4);
  const std::uint64_t overlaps = 1 + random.below(8);
  for (std::uint64_t i = 0; i < overlaps; ++i) space.overlap.add({flip(random), flip(random), flip(random)});
  draw_choices<decltype(space.offload), double, 4>(random, space.offload, {0, 0, 0.5, 1}, 3);
}

// Degrees whose product is mostly the devices, and batches that mostly divide; the rest is refused for some reason.
inline PlanSpace random_space(Stream& random, SearchBatch& batch) {
  PlanSpace space;
  space.base = random_plan(random, random_model(random));
  space.base.devices = one_of<4>(random, {1, 8, 16, 64});
  space.base.batch = one_of<5>(random, {1, 24, 64, 256, 1536});
  space.first_degrees = static_cast<std::uint32_t>(batch.degrees.size());
  const std::uint64_t degrees = 1 + random.below(6);
  for (std::uint64_t i = 0; i < degrees; ++i) {
    Degrees of;
    of.tp = static_cast<std::int32_t>(one_of<4>(random, {1, 2, 4, 8}));
    of.pp = static_cast<std::int32_t>(one_of<4>(random, {1, 2, 4, 8}));
    of.cp = static_cast<std::int32_t>(one_of<3>(random, {1, 1, 2}));
    const std::int32_t held = of.tp * of.pp * of.cp;
    of.dp = random.below(8) == 0 ? 3 : static_cast<std::int32_t>(larger(1, space.base.devices / held));
    batch.degrees.push_back(of);
  }
  space.degrees_count = static_cast<std::uint32_t>(degrees);
  draw_choices<decltype(space.ep), double, 4>(random, space.ep, {1, 1, 2, 4}, 2);
  draw_choices<decltype(space.microbatch), double, 4>(random, space.microbatch, {1, 2, 3, 4}, 3);
  draw_choices<decltype(space.sequence_parallel), bool, 2>(random, space.sequence_parallel, {false, true}, 2);
  draw_choices<decltype(space.recompute), Recompute, 3>(random, space.recompute,
                                                        {Recompute::none, Recompute::selective, Recompute::full}, 3);
  draw_choices<decltype(space.interleave), double, 5>(random, space.interleave, {1, 1, 2, 3, 4}, 9);
  draw_inner(random, space);
  return space;
}

inline SearchBatch random_batch(Stream& random) {
  SearchBatch batch;
  for (int i = 0; i < 2; ++i) {
    batch.models.push_back(random_model(random));
    batch.devices.push_back(random_device(random));
    batch.fabrics.push_back(random_fabric(random));
    batch.spaces.push_back(random_space(random, batch));
  }
  if (random.below(8) == 0) batch.devices[0].price_usd_per_hour = 0;  // every plan costs the same
  if (random.below(16) == 0) batch.devices[1].peak[static_cast<int>(DataType::bf16)] = 0;
  const std::uint64_t items = 1 + random.below(5);
  const auto pick = [&] { return static_cast<std::uint32_t>(random.below(2)); };
  for (std::uint64_t i = 0; i < items; ++i) batch.items.push_back({pick(), pick(), pick(), pick()});
  batch.objective = static_cast<Objective>(random.below(3));
  batch.top = static_cast<std::uint32_t>(1 + random.below(20));
  return batch;
}

}  // namespace suanli::test
