// item_search.cpp -- walks the outer plans of a space so that each shared part is calculated once.
#include "sim/cost/search/item_search.h"

#include <algorithm>
#include <numeric>

namespace suanli {
namespace {

LaneFrame lane_frame(const PlanSpace& space, const DeviceRates& device, const Fabric& fabric, Objective objective) {
  LaneFrame frame;
  frame.step = step_frame(device, fabric, space.base.devices);
  frame.overlap_cost = fabric.network_overlap_cost;
  frame.objective = objective;
  frame.zeros = space.zero.count;
  for (int i = 0; i < frame.zeros; ++i) {
    frame.zero[i] = space.zero.values[i];
    frame.ways[exchange_way(frame.zero[i])] = true;
  }
  frame.overlaps = space.overlap.count;
  for (int i = 0; i < frame.overlaps; ++i) frame.overlap[i] = space.overlap.values[i];
  frame.offloads = space.offload.count;
  return frame;
}

// How many values of a part are refused, and how many are not.
struct Split {
  std::uint64_t good = 0;
  std::uint64_t bad = 0;
};

void count(ReasonCounts& counts, Infeasible reason, std::uint64_t plans) {
  counts[static_cast<std::size_t>(reason)] += plans;
}

// Plans refused for `reason` by their stage, or else by their batch, or else by their sequence; each stands for `plans`.
void count_refused(ReasonCounts& counts, Infeasible reason, const Split& batches, const Split& sequences, std::uint64_t plans) {
  count(counts, first_reason(reason, Infeasible::batch), plans * batches.bad * sequences.good);
  count(counts, first_reason(reason, Infeasible::sequence), plans * batches.good * sequences.bad);
  count(counts, first_reason(reason, first_reason(Infeasible::batch, Infeasible::sequence)),
        plans * batches.bad * sequences.bad);
  if (reason != Infeasible::no) count(counts, reason, plans * batches.good * sequences.good);
}

Split split_batches(const PlanSpace& space, ParallelPlan plan) {
  Split split;
  for (std::int32_t i = 0; i < space.microbatch.count; ++i) {
    plan.microbatch = space.microbatch.values[i];
    ++(batch_problem(plan) == Infeasible::no ? split.good : split.bad);
  }
  return split;
}

Split split_sequences(const PlanSpace& space, const ModelShape& model, ParallelPlan plan) {
  Split split;
  for (std::int32_t i = 0; i < space.sequence_parallel.count; ++i) {
    plan.sequence_parallel = space.sequence_parallel.values[i];
    ++(sequence_problem(model, plan) == Infeasible::no ? split.good : split.bad);
  }
  return split;
}

}  // namespace

DegreeGroups::DegreeGroups(std::span<const Degrees> degrees) : order_(degrees.size()), starts_{0} {
  std::iota(order_.begin(), order_.end(), 0U);
  const auto key = [&](std::uint32_t i) { return std::pair(degrees[i].tp, degrees[i].cp); };
  std::sort(order_.begin(), order_.end(),
            [&](std::uint32_t a, std::uint32_t b) { return std::pair(key(a), a) < std::pair(key(b), b); });
  for (std::size_t i = 1; i < order_.size(); ++i) {
    if (key(order_[i]) != key(order_[i - 1])) starts_.push_back(i);
  }
  starts_.push_back(order_.size());
}

void ItemSearch::start(const SearchBatch& batch, const SearchItem& item) {
  model_ = &batch.models[item.model];
  device_ = &batch.devices[item.device];
  fabric_ = &batch.fabrics[item.fabric];
  space_ = &batch.spaces[item.space];
  degrees_ = batch.degrees.data() + space_->first_degrees;
  frame_ = lane_frame(*space_, *device_, *fabric_, batch.objective);
  no_rate_ = rate_problem(*device_, space_->base.type) != Infeasible::no;
}

void ItemSearch::search(std::span<const std::uint32_t> group, LaneFindings& findings, ReasonCounts& counts) {
  const std::uint64_t each = space_->size() / space_->degrees_count;
  if (no_rate_) return count(counts, Infeasible::no_such_rate, group.size() * each);
  const auto eps = static_cast<std::uint64_t>(space_->ep.count);
  const std::uint64_t stride = space_->outer_count() / space_->degrees_count / eps;
  layers_.resize(eps * stride / static_cast<std::uint64_t>(space_->interleave.count));
  made_.assign(layers_.size(), 0);
  const std::uint64_t before = findings.fitting;
  std::uint64_t seen = 0;
  for (const std::uint32_t place : group) {
    for (std::uint64_t ep = 0; ep < eps; ++ep) {
      ParallelPlan plan = space_->base;
      const Degrees& of = degrees_[place];
      plan.tp = of.tp;
      plan.pp = of.pp;
      plan.cp = of.cp;
      plan.dp = of.dp;
      plan.ep = space_->ep[ep];
      search_stage(plan, (place * eps + ep) * stride, ep, findings, counts);
      seen += rows_.size() * static_cast<std::uint64_t>(stages_.count);
    }
  }
  lanes_(frame_, stages_, nullptr, 0, block_, findings);
  const std::uint64_t fitting = findings.fitting - before;
  count(counts, Infeasible::no, fitting);
  count(counts, Infeasible::memory, seen * space_->inner_count() - fitting);
}

// All plans of one (tp, pp, cp, dp, ep), the first of which is `outer`.
void ItemSearch::search_stage(ParallelPlan plan, std::uint64_t outer, std::uint64_t ep, LaneFindings& findings,
                              ReasonCounts& counts) {
  const Split batches = split_batches(*space_, plan);
  const Split sequences = split_sequences(*space_, *model_, plan);
  const std::uint64_t each = static_cast<std::uint64_t>(space_->recompute.count) * space_->inner_count();
  const bool searched = batches.good * sequences.good > 0;
  stages_.count = 0;
  rows_.clear();
  for (std::int32_t i = 0; i < space_->interleave.count; ++i) {
    plan.interleave = space_->interleave.values[i];
    const Infeasible reason = stage_problem(*model_, plan);
    count_refused(counts, reason, batches, sequences, each);
    if (searched && reason == Infeasible::no) {
      add_stage(stage_part(*model_, *device_, *fabric_, plan), static_cast<std::uint64_t>(i));
    }
  }
  if (stages_.count == 0) return;
  add_rows(plan, outer, ep);
  lanes_(frame_, stages_, rows_.data(), static_cast<int>(rows_.size()), block_, findings);
}

void ItemSearch::add_stage(const StagePart& part, std::uint64_t place) {
  const int i = stages_.count++;
  stages_.place[i] = place;
  stages_.layers[i] = part.layers;
  stages_.chunks[i] = part.chunks;
  stages_.filling[i] = part.filling;
  stages_.missed_share[i] = part.missed_share;
  stages_.kept_most[i] = part.kept_most;
  stages_.stages_after = part.stages_after;
  stages_.others = part.others;
  stages_.message_s = part.message_s;
  stages_.message_byte_s = part.message_byte_s;
  stages_.gathered_s[i] = part.gathered_s;
  stages_.scattered_s[i] = part.scattered_s;
  for (int cut = 0; cut < 2; ++cut) {
    stages_.reduced_s[cut][i] = part.reduced_s[cut];
    stages_.optimizer_s[cut][i] = part.optimizer_s[cut];
  }
  for (int offload = 0; offload < frame_.offloads; ++offload) {
    const double share = space_->offload.values[offload];
    for (int cut = 0; cut < 2; ++cut) stages_.upkeep_s[cut][offload][i] = upkeep_time(part, cut, share);
    for (int zero = 0; zero < frame_.zeros; ++zero) {
      stages_.state_bytes[zero][offload][i] = state_memory(part, frame_.zero[zero], share);
    }
  }
}

void ItemSearch::add_rows(const ParallelPlan& stage, std::uint64_t outer, std::uint64_t ep) {
  ParallelPlan plan = stage;
  const auto interleaves = static_cast<std::uint64_t>(space_->interleave.count);
  const auto recomputes = static_cast<std::uint64_t>(space_->recompute.count);
  std::size_t place = layers_.size() / static_cast<std::size_t>(space_->ep.count) * ep;
  for (std::int32_t m = 0; m < space_->microbatch.count; ++m) {
    plan.microbatch = space_->microbatch.values[m];
    const bool divided = batch_problem(plan) == Infeasible::no;
    for (std::int32_t s = 0; s < space_->sequence_parallel.count; ++s) {
      plan.sequence_parallel = space_->sequence_parallel.values[s];
      if (divided && sequence_problem(*model_, plan) == Infeasible::no) add_recomputes(plan, outer, place);
      place += recomputes;
      outer += recomputes * interleaves;
    }
  }
}

// The rows of one (microbatch, sequence parallelism): their layers stand in the table from `place` on.
void ItemSearch::add_recomputes(ParallelPlan plan, std::uint64_t outer, std::size_t place) {
  if (made_[place] == 0) {
    const LayerBase base = layer_base(*model_, *device_, *fabric_, plan);
    for (std::int32_t r = 0; r < space_->recompute.count; ++r) {
      plan.recompute = space_->recompute.values[r];
      layers_[place + static_cast<std::size_t>(r)] = layer_part(base, *model_, *fabric_, plan);
    }
    made_[place] = 1;
  }
  const Rounds rounds = rounds_of(plan);
  for (std::int32_t r = 0; r < space_->recompute.count; ++r) {
    rows_.push_back({&layers_[place + static_cast<std::size_t>(r)], rounds, outer});
    outer += static_cast<std::uint64_t>(space_->interleave.count);
  }
}

}  // namespace suanli
