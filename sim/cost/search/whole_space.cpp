// whole_space.cpp -- lists the values of each part.
#include "sim/cost/search/whole_space.h"

namespace suanli {
namespace {

std::vector<std::int32_t> divisors_to(double whole, double largest) {
  std::vector<std::int32_t> found;
  for (double i = 1; i <= whole && i <= largest; ++i) {
    if (divides(i, whole)) found.push_back(static_cast<std::int32_t>(i));
  }
  return found;
}

std::vector<std::int32_t> values(const std::optional<double>& fixed, double whole, double largest) {
  if (fixed) return {static_cast<std::int32_t>(*fixed)};
  return divisors_to(whole, largest);
}

// All (tp, pp, cp, dp) whose product is the devices; one that does not fit when the given numbers allow none.
void add_degrees(SearchBatch& batch, PlanSpace& space, const ModelShape& model, const FixedParts& fixed, double contexts) {
  const double devices = space.base.devices;
  space.first_degrees = static_cast<std::uint32_t>(batch.degrees.size());
  const auto tps = values(fixed.tp, devices, model.heads);
  const auto pps = values(fixed.pp, devices, model.layers);
  const auto cps = values(fixed.cp, devices, contexts);
  for (const std::int32_t tp : tps) {
    for (const std::int32_t pp : pps) {
      for (const std::int32_t cp : cps) {
        const double held = static_cast<double>(tp) * pp * cp;
        if (!divides(held, devices)) continue;
        const double dp = devices / held;
        if (!fixed.dp || *fixed.dp == dp) batch.degrees.push_back({tp, pp, cp, static_cast<std::int32_t>(dp)});
      }
    }
  }
  if (batch.degrees.size() == space.first_degrees) {
    batch.degrees.push_back({tps.front(), pps.front(), cps.front(), static_cast<std::int32_t>(fixed.dp.value_or(1))});
  }
  space.degrees_count = static_cast<std::uint32_t>(batch.degrees.size()) - space.first_degrees;
}

void add_experts(PlanSpace& space, const ModelShape& model, const FixedParts& fixed) {
  if (fixed.ep) {
    space.ep.add(*fixed.ep);
    return;
  }
  space.ep.add(1);
  for (double ep = 2; ep <= model.experts && space.ep.count < 16; ep *= 2) {
    if (divides(ep, model.experts)) space.ep.add(ep);
  }
}

void add_microbatches(PlanSpace& space, const FixedParts& fixed) {
  if (fixed.microbatch) {
    space.microbatch.add(*fixed.microbatch);
    return;
  }
  for (double size = 1; size <= space.base.batch && space.microbatch.count < 24; size *= 2) space.microbatch.add(size);
}

void add_overlaps(PlanSpace& space, const FixedParts& fixed) {
  if (fixed.overlap) {
    space.overlap.add(*fixed.overlap);
    return;
  }
  for (int bits = 0; bits < 8; ++bits) space.overlap.add({(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0});
}

}  // namespace

std::uint32_t add_whole_space(SearchBatch& batch, const ModelShape& model, const ParallelPlan& base, const FixedParts& fixed,
                              double contexts) {
  PlanSpace space;
  space.base = base;
  add_degrees(batch, space, model, fixed, contexts);
  add_experts(space, model, fixed);
  add_microbatches(space, fixed);
  if (fixed.sequence_parallel) space.sequence_parallel.add(*fixed.sequence_parallel);
  else for (const bool on : {false, true}) space.sequence_parallel.add(on);
  if (fixed.recompute) space.recompute.add(*fixed.recompute);
  else for (const Recompute each : {Recompute::none, Recompute::selective, Recompute::full}) space.recompute.add(each);
  if (fixed.interleave) space.interleave.add(*fixed.interleave);
  else for (double chunks = 1; chunks <= 8; ++chunks) space.interleave.add(chunks);
  if (fixed.zero) space.zero.add(*fixed.zero);
  else for (unsigned char stage = 0; stage < 4; ++stage) space.zero.add(stage);
  add_overlaps(space, fixed);
  space.offload.add(fixed.offload.value_or(base.offload));
  batch.spaces.push_back(space);
  return static_cast<std::uint32_t>(batch.spaces.size() - 1);
}

}  // namespace suanli
