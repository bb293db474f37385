// plan_space.h -- which plans a search tries: the values of each part, and the order in which an index counts them off.
#pragma once

#include <cstdint>

#include "sim/cost/formula/cost_types.h"

namespace suanli {

// Up to `most` values of one part of a plan, in the order they are tried. Plain data, so that a space reaches a device as it is.
template <class T, int most>
struct Choices {
  T values[most] = {};
  std::int32_t count = 0;

  SUANLI_HOST_DEVICE constexpr T operator[](std::uint64_t i) const {
    return values[i];
  }
  constexpr void add(T value) {
    values[count++] = value;
  }
};

// How many devices share one tensor, one pipeline, one sequence and one set of data. The product is the plan's devices, unless
// someone fixed numbers that do not fit (then the plan is infeasible for that reason).
struct Degrees {
  std::int32_t tp = 1;
  std::int32_t pp = 1;
  std::int32_t cp = 1;
  std::int32_t dp = 1;
};

struct Overlaps {
  bool tp = false;
  bool pp = false;
  bool dp = false;
};

// All combinations of the values below on top of `base`. The degrees of a batch of searches stand in one list (SearchBatch::degrees),
// because spaces of equal device counts share them.
struct PlanSpace {
  ParallelPlan base;  // devices, batch, types, and whatever is not searched
  std::uint32_t first_degrees = 0;
  std::uint32_t degrees_count = 0;
  // Outer parts: what a device calculates and exchanges.
  Choices<double, 16> ep;
  Choices<double, 24> microbatch;
  Choices<bool, 2> sequence_parallel;
  Choices<Recompute, 3> recompute;
  Choices<double, 16> interleave;
  // Inner parts: how state is kept and what is hidden. They differ only in a few terms of the sum.
  Choices<unsigned char, 4> zero;
  Choices<Overlaps, 8> overlap;
  Choices<double, 4> offload;

  SUANLI_HOST_DEVICE constexpr std::uint64_t inner_count() const {
    return static_cast<std::uint64_t>(zero.count) * static_cast<std::uint64_t>(overlap.count) *
           static_cast<std::uint64_t>(offload.count);
  }
  SUANLI_HOST_DEVICE constexpr std::uint64_t outer_count() const {
    return static_cast<std::uint64_t>(degrees_count) * static_cast<std::uint64_t>(ep.count) *
           static_cast<std::uint64_t>(microbatch.count) * static_cast<std::uint64_t>(sequence_parallel.count) *
           static_cast<std::uint64_t>(recompute.count) * static_cast<std::uint64_t>(interleave.count);
  }
  SUANLI_HOST_DEVICE constexpr std::uint64_t size() const {
    return outer_count() * inner_count();
  }
};

// Takes the next digit of `index` off: which of `count` values, the last part of the space first.
SUANLI_HOST_DEVICE constexpr std::uint64_t next_digit(std::uint64_t& index, std::int32_t count) {
  const std::uint64_t digit = index % static_cast<std::uint64_t>(count);
  index /= static_cast<std::uint64_t>(count);
  return digit;
}

// The outer parts of plan `outer` of a space. `degrees` is the whole list of the batch. REQUIRES outer < outer_count().
SUANLI_HOST_DEVICE constexpr ParallelPlan outer_plan(const PlanSpace& space, const Degrees* degrees, std::uint64_t outer) {
  ParallelPlan plan = space.base;
  plan.interleave = space.interleave[next_digit(outer, space.interleave.count)];
  plan.recompute = space.recompute[next_digit(outer, space.recompute.count)];
  plan.sequence_parallel = space.sequence_parallel[next_digit(outer, space.sequence_parallel.count)];
  plan.microbatch = space.microbatch[next_digit(outer, space.microbatch.count)];
  plan.ep = space.ep[next_digit(outer, space.ep.count)];
  const Degrees& of = degrees[space.first_degrees + outer];
  plan.tp = of.tp;
  plan.pp = of.pp;
  plan.cp = of.cp;
  plan.dp = of.dp;
  return plan;
}

// Sets the inner parts. REQUIRES inner < inner_count().
SUANLI_HOST_DEVICE constexpr void set_inner(ParallelPlan& plan, const PlanSpace& space, std::uint64_t inner) {
  plan.offload = space.offload[next_digit(inner, space.offload.count)];
  const Overlaps overlap = space.overlap[next_digit(inner, space.overlap.count)];
  plan.overlap_tp = overlap.tp;
  plan.overlap_pp = overlap.pp;
  plan.overlap_dp = overlap.dp;
  plan.zero = space.zero[inner];
}

// Plan `index` of the space: index = outer * inner_count() + inner.
SUANLI_HOST_DEVICE constexpr ParallelPlan plan_at(const PlanSpace& space, const Degrees* degrees, std::uint64_t index) {
  ParallelPlan plan = outer_plan(space, degrees, index / space.inner_count());
  set_inner(plan, space, index % space.inner_count());
  return plan;
}

}  // namespace suanli
