// random_batch.h -- random batches of plan searches: whole spaces and odd ones, many plans of them infeasible for every reason.
#pragma once

#include "sim/cost/search/whole_space.h"
#include "tests/sim/cost/random_plans.h"

namespace suanli::test {

template <class T, int most, std::size_t N>
void add_some(Stream& random, Choices<T, most>& choices, const std::array<T, N>& values) {
  for (const T& value : values) {
    if (choices.count == 0 || random.below(2) == 0) choices.add(value);
  }
}

// A few values of each part, sensible or not, in any order.
inline std::uint32_t add_odd_space(Stream& random, SearchBatch& batch, const ParallelPlan& base) {
  PlanSpace space;
  space.base = base;
  space.first_degrees = static_cast<std::uint32_t>(batch.degrees.size());
  space.degrees_count = static_cast<std::uint32_t>(1 + random.below(12));
  for (std::uint32_t i = 0; i < space.degrees_count; ++i) {
    const auto power = [&](std::uint64_t most) { return static_cast<std::int32_t>(1U << random.below(most)); };
    Degrees degrees{power(5), power(5), power(2), 1};
    degrees.dp = std::max(1, static_cast<std::int32_t>(base.devices) / (degrees.tp * degrees.pp * degrees.cp));
    batch.degrees.push_back(degrees);
  }
  add_some<double, 16, 4>(random, space.ep, {1, 2, 3, 8});
  add_some<double, 24, 4>(random, space.microbatch, {1, 2, 3, 4});
  add_some<bool, 2, 2>(random, space.sequence_parallel, {true, false});
  add_some<Recompute, 3, 3>(random, space.recompute, {Recompute::full, Recompute::none, Recompute::selective});
  add_some<double, 16, 4>(random, space.interleave, {2, 1, 3, 8});
  add_some<unsigned char, 4, 4>(random, space.zero, {3, 0, 1, 2});
  add_some<Overlaps, 8, 4>(random, space.overlap, {{{true, false, true}, {false, false, false}, {true, true, true}, {false, true, false}}});
  add_some<double, 4, 3>(random, space.offload, {0.5, 0, 1});
  batch.spaces.push_back(space);
  return static_cast<std::uint32_t>(batch.spaces.size() - 1);
}

inline SearchBatch random_batch(Stream& random, std::uint32_t items, std::uint32_t top) {
  SearchBatch batch;
  batch.top = top;
  batch.objective = static_cast<Objective>(random.below(3));
  for (std::uint32_t i = 0; i < items; ++i) {
    const CostCase drawn = random_case(random);
    batch.models.push_back(drawn.model);
    batch.devices.push_back(drawn.device);
    batch.fabrics.push_back(drawn.fabric);
    ParallelPlan base = drawn.plan;
    base.devices = one_of<4>(random, {1, 8, 24, 64});
    base.batch = one_of<3>(random, {8, 48, 256});
    if (random.below(3) == 0) add_whole_space(batch, drawn.model, base, {.interleave = 1, .zero = static_cast<unsigned char>(random.below(4))});
    else add_odd_space(random, batch, base);
    const auto any = [&] { return static_cast<std::uint32_t>(random.below(i + 1)); };
    batch.items.push_back({any(), any(), any(), i});
  }
  return batch;
}

}  // namespace suanli::test
