// plan_spaces.cpp -- whole spaces, with what a file leaves out filled in.
#include "scenarios/plan/plan_spaces.h"

#include <algorithm>
#include <initializer_list>

namespace suanli {
namespace {

std::vector<bool> choices(const std::optional<bool>& given, std::initializer_list<bool> otherwise) {
  return given ? std::vector<bool>{*given} : std::vector<bool>(otherwise);
}

Overlaps overlaps_of(const PlanQuestion& question) {
  return {question.overlap_tp.value_or(true), question.overlap_pp.value_or(true), question.overlap_dp.value_or(true)};
}

// Says whether anything is left.
bool keep_dividing(SearchBatch& batch, PlanSpace& space, double share) {
  const auto first = batch.degrees.begin() + space.first_degrees;
  batch.degrees.erase(std::remove_if(first, batch.degrees.end(), [&](const Degrees& of) { return !divides(of.dp, share); }), batch.degrees.end());
  space.degrees_count = static_cast<std::uint32_t>(batch.degrees.size()) - space.first_degrees;
  auto sizes = space.microbatch;
  sizes.count = 0;
  for (std::int32_t i = 0; i < space.microbatch.count; ++i) {
    if (divides(space.microbatch.values[i], share)) sizes.add(space.microbatch.values[i]);
  }
  space.microbatch = sizes;
  return space.degrees_count > 0 && sizes.count > 0;
}

}  // namespace

SearchBatch batch_of(const PlanQuestion& question) {
  SearchBatch batch;
  batch.models.push_back(question.model);
  for (const PoolGroup& group : question.groups) {
    batch.devices.push_back(group.rates);
    batch.fabrics.push_back(group.fabric);
  }
  return batch;
}

void add_items(SearchBatch& batch, const PlanQuestion& question, std::size_t group, double count, double share, bool whole_only) {
  ParallelPlan base = question.base;
  base.devices = count;
  base.batch = share;
  FixedParts fixed = question.fixed;
  fixed.overlap = overlaps_of(question);
  const std::uint32_t number = add_whole_space(batch, question.model, base, fixed, question.contexts);
  PlanSpace space = batch.spaces[number];
  batch.spaces.pop_back();
  if (whole_only && !keep_dividing(batch, space, share)) return;
  for (const bool fused : choices(question.fused_attention, {true, false})) {
    for (const bool scatter : choices(question.scatter_gather, {false, true})) {
      PlanSpace one = space;
      one.base.fused_attention = fused;
      one.base.scatter_gather = scatter;
      if (fused && !fixed.recompute) {
        one.recompute.count = 0;
        for (const Recompute each : {Recompute::none, Recompute::full}) one.recompute.add(each);
      }
      const auto at = static_cast<std::uint32_t>(group);
      batch.items.push_back({0, at, at, static_cast<std::uint32_t>(batch.spaces.size())});
      batch.spaces.push_back(one);
    }
  }
}

}  // namespace suanli
