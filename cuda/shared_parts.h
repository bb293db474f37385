// shared_parts.h -- the parts of a step that many plans share, calculated once: rows of layers and rows of stages.
#pragma once

#include "cuda/search_launch.h"

namespace suanli {

// The item of a tile or row: the last whose first one is not behind it.
template <std::uint64_t ItemStart::*first>
SUANLI_HOST_DEVICE std::uint32_t item_of(const SearchLaunch& launch, std::uint64_t place) {
  std::uint32_t low = 0;
  std::uint32_t high = launch.item_count;
  while (high - low > 1) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (launch.starts[middle].*first <= place) low = middle;
    else high = middle;
  }
  return low;
}

// Outer plans of one value of degrees and ep, in the order of their index: rows of layers, in each all interleaves.
SUANLI_HOST_DEVICE inline std::uint32_t lanes_of(const PlanSpace& space) {
  return static_cast<std::uint32_t>(space.interleave.count);
}
SUANLI_HOST_DEVICE inline std::uint32_t rows_of(const PlanSpace& space) {
  return static_cast<std::uint32_t>(space.microbatch.count * space.sequence_parallel.count * space.recompute.count);
}
SUANLI_HOST_DEVICE inline std::uint64_t cells_of(const PlanSpace& space) {
  return std::uint64_t{space.degrees_count} * static_cast<std::uint64_t>(space.ep.count);
}

// Layer row `place` of a launch. Nothing is calculated for plans that their stages refuse whatever their interleave.
SUANLI_HOST_DEVICE inline void make_layer_row(const SearchLaunch& launch, std::uint64_t place) {
  const std::uint32_t number = item_of<&ItemStart::layer>(launch, place);
  const SearchItem item = launch.items[number];
  const PlanSpace& space = launch.spaces[item.space];
  const ModelShape& model = launch.models[item.model];
  const DeviceRates& device = launch.devices[item.device];
  const ParallelPlan plan = outer_plan(space, launch.degrees, (place - launch.starts[number].layer) * lanes_of(space));
  LayerRow& row = launch.layers[place];
  row.reason = first_reason(batch_problem(plan), sequence_problem(model, plan));
  const Infeasible stage = first_reason(rate_problem(device, plan.type), stage_problem(model, plan));
  if (row.reason != Infeasible::no || (stage != Infeasible::no && stage != Infeasible::layers)) return;
  row.rounds = rounds_of(plan);
  row.part = layer_part(model, device, launch.fabrics[item.fabric], plan);
}

// Stage row `place` of a launch.
SUANLI_HOST_DEVICE inline void make_stage_row(const SearchLaunch& launch, std::uint64_t place) {
  const std::uint32_t number = item_of<&ItemStart::stage>(launch, place);
  const SearchItem item = launch.items[number];
  const PlanSpace& space = launch.spaces[item.space];
  const ModelShape& model = launch.models[item.model];
  const DeviceRates& device = launch.devices[item.device];
  const std::uint64_t local = place - launch.starts[number].stage;
  const std::uint32_t lanes = lanes_of(space);
  const std::uint64_t outer = local / lanes * lanes * rows_of(space) + local % lanes;
  const ParallelPlan plan = outer_plan(space, launch.degrees, outer);
  StageRow& row = launch.stages[place];
  row.reason = first_reason(rate_problem(device, plan.type), stage_problem(model, plan));
  if (row.reason == Infeasible::no) row.part = stage_part(model, device, launch.fabrics[item.fabric], plan);
}

}  // namespace suanli
