// finish_times.cpp -- the earliest finish over the classes a job may use.
#include "policies/finish_times.h"

#include <algorithm>

namespace suanli {

void FinishTimes::reset(const ClusterView& view) {
  profile_.reset(view);
  denied_.clear();
}

std::optional<FinishTimes::Choice> FinishTimes::best(const ClusterView& view, JobId job) const {
  const ShapeOnCluster& shape = view.shapes()[view.workload().shape[job]];
  std::optional<Choice> best;
  bool one_class_holds_it = false;
  Duration slowest{};
  for (std::size_t at = 0; at < shape.classes.size(); ++at) {
    const Duration run = view.estimate_on(job, shape.classes[at]);
    slowest = std::max(slowest, run);
    if (shape.class_tasks[at] < view.workload().tasks[job]) continue;
    one_class_holds_it = true;
    offer(view, job, shape.classes[at], run, best);
  }
  if (!one_class_holds_it) offer(view, job, std::nullopt, slowest, best);
  return best;
}

// Keeps the better of two; offers come in the order of k.
void FinishTimes::offer(const ClusterView& view, JobId job, std::optional<ClassId> on, Duration run, std::optional<Choice>& best) const {
  const SimTime start = profile_.earliest(view, job, on, from(view, job, on), run);
  if (start == time_never) return;
  const SimTime finish = checked_add(start, run).value_or(time_never);
  const bool has_room_now = start == view.now() || (best && best->has_room_now);
  if (!best || finish < best->finish) best = Choice{on, start, run, finish, best ? best->finish : time_never, has_room_now};
  else best->second = std::min(best->second, finish);
  best->has_room_now = has_room_now;
}

void FinishTimes::deny(const ClusterView& view, JobId job, std::optional<ClassId> on) {
  denied_.push_back({job, on, profile_.next_change(on, view.now())});
}

bool FinishTimes::has_denied(std::optional<ClassId> on) const {
  return std::any_of(denied_.begin(), denied_.end(), [&](const Denied& one) { return !on || !one.on || one.on == on; });
}

SimTime FinishTimes::from(const ClusterView& view, JobId job, std::optional<ClassId> on) const {
  SimTime from = view.now();
  for (const Denied& one : denied_) {
    if (one.job == job && one.on == on) from = std::max(from, one.until);
  }
  return from;
}

}  // namespace suanli
