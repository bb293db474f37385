// pareto_plans.cpp -- walks all plans and keeps those on the edge.
#include "sim/cost/search/pareto_plans.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/cost/search/plan_block.h"

namespace suanli {
namespace {

// Energies of kept plans and the least memory at or below each: memory falls as energy grows (Kung, Luccio, Preparata 1975).
class Staircase {
 public:
  // Whether no plan added before is at least as good in both.
  bool add(double energy, double memory) {
    const auto above = steps_.upper_bound(energy);
    if (above != steps_.begin() && std::prev(above)->second <= memory) return false;
    auto worse = steps_.lower_bound(energy);
    while (worse != steps_.end() && worse->second >= memory) worse = steps_.erase(worse);
    steps_.emplace_hint(worse, energy, memory);
    return true;
  }

 private:
  std::map<double, double> steps_;
};

// Plans met so far; those that are beaten leave from time to time.
class Edge {
 public:
  void add(const ParetoPlan& plan) {
    plans_.push_back(plan);
    if (plans_.size() >= full_) reduce();
  }

  std::vector<ParetoPlan> take() {
    reduce();
    std::sort(plans_.begin(), plans_.end(), [](const ParetoPlan& a, const ParetoPlan& b) {
      return std::tie(a.step_s, a.index) < std::tie(b.step_s, b.index);
    });
    return std::move(plans_);
  }

 private:
  // In this order nothing beats a plan that came before it.
  void reduce() {
    std::sort(plans_.begin(), plans_.end(), [](const ParetoPlan& a, const ParetoPlan& b) {
      return std::tie(a.step_s, a.energy_j, a.memory_bytes, a.index) < std::tie(b.step_s, b.energy_j, b.memory_bytes, b.index);
    });
    Staircase kept;
    std::erase_if(plans_, [&](const ParetoPlan& plan) { return !kept.add(plan.energy_j, plan.memory_bytes); });
    full_ = 2 * plans_.size() + room;
  }

  static constexpr std::size_t room = 1 << 15;
  std::vector<ParetoPlan> plans_;
  std::size_t full_ = room;
};

void add_block(Edge& edge, const StepFrame& frame, const PlanBlock& block, const PlanSpace& space, std::uint64_t outer) {
  for (std::uint64_t inner = 0; inner < space.inner_count(); ++inner) {
    const InnerOption option = inner_option(space, inner);
    if (!block_fits(frame, block, option)) continue;
    const double step = block_step(frame, block, option);
    edge.add({step, step_energy(frame, step, block_busy(block, option)), block_memory(block, option),
              outer * space.inner_count() + inner});
  }
}

}  // namespace

std::vector<ParetoPlan> pareto_plans(const SearchBatch& batch, const SearchItem& item) {
  const ModelShape& model = batch.models[item.model];
  const DeviceRates& device = batch.devices[item.device];
  const Fabric& fabric = batch.fabrics[item.fabric];
  const PlanSpace& space = batch.spaces[item.space];
  const StepFrame frame = step_frame(device, fabric, space.base.devices);
  Edge edge;
  LayerPart layer;
  std::uint64_t row = space.outer_count();  // whose layer that is: rows differ in their interleave alone
  for (std::uint64_t outer = 0; outer < space.outer_count(); ++outer) {
    const ParallelPlan plan = outer_plan(space, batch.degrees.data(), outer);
    if (plan_problem(model, device, plan) != Infeasible::no) continue;
    const std::uint64_t of = outer / static_cast<std::uint64_t>(space.interleave.count);
    if (of != row) layer = layer_part(model, device, fabric, plan);
    row = of;
    add_block(edge, frame, plan_block(layer, stage_part(model, device, fabric, plan), rounds_of(plan), fabric), space, outer);
  }
  return edge.take();
}

}  // namespace suanli
