// plan_check.h -- whether a plan makes sense for a model, before anything is calculated.
#pragma once

#include "sim/cost/formula/cost_types.h"

namespace suanli {

// Of two reasons, the one that comes first in the enum: the order in which they are told.
SUANLI_HOST_DEVICE constexpr Infeasible first_reason(Infeasible a, Infeasible b) {
  if (a == Infeasible::no) return b;
  return b != Infeasible::no && b < a ? b : a;
}

SUANLI_HOST_DEVICE constexpr Infeasible rate_problem(const DeviceRates& device, DataType type) {
  const double offered = device.peak[static_cast<int>(type)] + device.peak[static_cast<int>(DataType::bf16)];
  return offered > 0 ? Infeasible::no : Infeasible::no_such_rate;
}

SUANLI_HOST_DEVICE constexpr Infeasible batch_problem(const ParallelPlan& plan) {
  return divides(plan.dp * plan.microbatch, plan.batch) ? Infeasible::no : Infeasible::batch;
}

SUANLI_HOST_DEVICE constexpr Infeasible sequence_problem(const ModelShape& model, const ParallelPlan& plan) {
  const bool cut = divides(plan.cp, model.sequence) && (!plan.sequence_parallel || divides(plan.tp, model.sequence));
  return cut ? Infeasible::no : Infeasible::sequence;
}

// Of the degrees, ep and interleave alone. Layers need not divide: the fullest stage counts, but each chunk must hold one.
SUANLI_HOST_DEVICE constexpr Infeasible stage_problem(const ModelShape& model, const ParallelPlan& plan) {
  if (plan.tp * plan.pp * plan.dp * plan.cp != plan.devices) return Infeasible::devices;
  if (!divides(plan.tp, model.heads)) return Infeasible::heads;
  if (plan.pp * plan.interleave > model.layers || (plan.pp == 1 && plan.interleave > 1)) return Infeasible::layers;
  if (plan.ep > 1 && (model.experts == 0 || !divides(plan.ep, model.experts) || !divides(plan.ep, plan.dp)))
    return Infeasible::experts;
  return Infeasible::no;
}

// The first reason against the plan; memory is checked later.
SUANLI_HOST_DEVICE constexpr Infeasible plan_problem(const ModelShape& model, const DeviceRates& device,
                                                     const ParallelPlan& plan) {
  const Infeasible outer = first_reason(rate_problem(device, plan.type), stage_problem(model, plan));
  return first_reason(outer, first_reason(batch_problem(plan), sequence_problem(model, plan)));
}

}  // namespace suanli
