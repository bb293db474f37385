// plan_check.h -- whether a plan makes sense for a model, before anything is calculated.
#pragma once

#include "sim/cost/formula/cost_types.h"

namespace suanli {

// The first reason against the plan, in the order of the enum; memory is checked later. Layers need not divide: the fullest
// stage counts, but each chunk must hold one.
SUANLI_HOST_DEVICE constexpr Infeasible plan_problem(const ModelShape& model, const DeviceRates& device,
                                                     const ParallelPlan& plan) {
  const double offered = device.peak[static_cast<int>(plan.type)] + device.peak[static_cast<int>(DataType::bf16)];
  if (!(offered > 0)) return Infeasible::no_such_rate;
  if (plan.tp * plan.pp * plan.dp * plan.cp != plan.devices) return Infeasible::devices;
  if (!divides(plan.dp * plan.microbatch, plan.batch)) return Infeasible::batch;
  if (!divides(plan.tp, model.heads)) return Infeasible::heads;
  if (plan.pp * plan.interleave > model.layers || (plan.pp == 1 && plan.interleave > 1)) return Infeasible::layers;
  if (plan.ep > 1 && (model.experts == 0 || !divides(plan.ep, model.experts) || !divides(plan.ep, plan.dp)))
    return Infeasible::experts;
  if (!divides(plan.cp, model.sequence) || (plan.sequence_parallel && !divides(plan.tp, model.sequence)))
    return Infeasible::sequence;
  return Infeasible::no;
}

}  // namespace suanli
