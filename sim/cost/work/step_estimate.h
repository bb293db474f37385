// step_estimate.h -- what one step of described work takes on one place, part by part.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "sim/cost/formula/cost_types.h"

namespace suanli {

// Parts of a step that add up to it. exposed: what no work hides. exchange: with parameter servers. rounds: of a bag; fill and steady: the
// first item of a pipeline and the others; reconfigure: loading kernels into FPGAs.
enum class WorkPhase : unsigned char {
  forward, backward, recompute, optimizer, bubble, tp_exposed, pp_exposed, dp_exposed, ep_exposed, cp_exposed, offload, straggle,
  exchange, rounds, fill, steady, reconfigure
};
inline constexpr std::array<std::string_view, 17> work_phase_names{
    "forward",    "backward",   "recompute",  "optimizer", "bubble",   "tp_exposed", "pp_exposed", "dp_exposed", "ep_exposed",
    "cp_exposed", "offload",    "straggle",   "exchange",  "rounds",   "fill",       "steady",     "reconfigure"};
inline constexpr std::size_t work_phases = work_phase_names.size();

// Reasons against a place, in the order of Infeasible.
inline constexpr std::array<std::string_view, 9> infeasible_names{"", "no_such_rate", "devices", "batch", "heads", "layers", "experts", "sequence", "memory"};
constexpr std::string_view name_of(Infeasible reason) {
  return infeasible_names[static_cast<std::size_t>(reason)];
}

struct StepEstimate {
  double step_s = 0;
  std::array<double, work_phases> phase_s{};
  double model_flops = 0;   // of the step, over all devices, nothing counted twice
  double peak_flops = 0;    // FLOP/s of all devices; 0: not known
  double memory_bytes = 0;  // on the fullest device
  bool planned = false;     // then by this plan
  ParallelPlan plan;
  Infeasible reason = Infeasible::no;  // why it can't be
  double missing_bytes = 0;            // of memory, at least, when that is why

  bool possible() const { return reason == Infeasible::no; }
  double& operator[](WorkPhase phase) { return phase_s[static_cast<std::size_t>(phase)]; }
  double operator[](WorkPhase phase) const { return phase_s[static_cast<std::size_t>(phase)]; }
  // All exchanges that show.
  double exposed_s() const {
    double sum = (*this)[WorkPhase::exchange];
    for (auto phase = static_cast<std::size_t>(WorkPhase::tp_exposed); phase <= static_cast<std::size_t>(WorkPhase::cp_exposed); ++phase) {
      sum += phase_s[phase];
    }
    return sum;
  }
};

// Estimates by the number of their question; immutable once made.
using StepAnswers = std::vector<StepEstimate>;

}  // namespace suanli
