// distinct_plans.cpp -- compares plans part by part.
#include "scenarios/plan/distinct_plans.h"

#include <algorithm>

namespace suanli {

bool same_in_kind(const GroupPlan& a, const GroupPlan& b) {
  const ParallelPlan& p = a.plan;
  const ParallelPlan& q = b.plan;
  const bool degrees = a.group == b.group && p.devices == q.devices && p.tp == q.tp && p.pp == q.pp && p.dp == q.dp && p.ep == q.ep && p.cp == q.cp;
  if (!degrees || p.microbatch != q.microbatch || p.interleave != q.interleave || p.recompute != q.recompute) return false;
  const bool nothing_shared = a.cost.step_s == b.cost.step_s && a.cost.memory_bytes == b.cost.memory_bytes;
  return nothing_shared || (p.zero == q.zero && p.sequence_parallel == q.sequence_parallel);
}

std::vector<RankedPlan> distinct_plans(std::vector<RankedPlan> plans, std::size_t most) {
  std::vector<RankedPlan> kept;
  for (RankedPlan& plan : plans) {
    if (kept.size() == most) break;
    const auto known = [&](const RankedPlan& one) { return same_in_kind(one.groups.front(), plan.groups.front()); };
    if (std::none_of(kept.begin(), kept.end(), known)) kept.push_back(std::move(plan));
  }
  return kept;
}

}  // namespace suanli
