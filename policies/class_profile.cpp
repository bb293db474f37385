// class_profile.cpp -- a profile per class of nodes, and gangs spread over several.
#include "policies/class_profile.h"

#include <algorithm>
#include <limits>

#include "policies/amounts.h"

namespace suanli {
namespace {

// How many tasks of that demand the amount holds.
std::int64_t tasks_in(const Amount& room, const Amount& one) {
  std::int64_t tasks = std::numeric_limits<std::int32_t>::max();
  for (std::size_t i = 0; i < one.of.size(); ++i) {
    if (one.of[i] > 0) tasks = std::min(tasks, std::max<std::int64_t>(room.of[i], 0) / one.of[i]);
  }
  return tasks;
}

const ShapeOnCluster& shape_of(const ClusterView& view, JobId job) {
  return view.shapes()[view.workload().shape[job]];
}

}  // namespace

void ClassProfile::reset(const ClusterView& view) {
  const std::size_t classes = view.cluster().classes().size();
  std::vector<Amount> free(classes);
  for (std::size_t i = 0; i < classes; ++i) free[i] = capacity_of(view, static_cast<ClassId>(i));
  const auto class_of = [&](const NodeHold& hold) { return index_of(view.cluster().class_of(hold.node)); };
  view.running().walk([&](const ProjectedEnd& end) {
    for (const NodeHold& hold : view.holds(end.job)) free[class_of(hold)] -= demand_of(view, end.job, hold.tasks);
    return true;
  });
  profiles_.clear();
  for (const Amount& amount : free) profiles_.emplace_back(view.now(), amount);
  view.running().walk([&](const ProjectedEnd& end) {
    if (end.at == time_never) return false;
    const SimTime at = std::max(end.at, view.now() + Duration(1));
    for (const NodeHold& hold : view.holds(end.job)) profiles_[class_of(hold)].gain_from(at, demand_of(view, end.job, hold.tasks));
    return true;
  });
}

SimTime ClassProfile::earliest(const ClusterView& view, JobId job, std::optional<ClassId> on, SimTime from, Duration duration) const {
  if (from == time_never) return time_never;
  if (!on) return earliest_spread(view, job, from, duration);
  return of(*on).earliest(from, demand_of(view, job, view.workload().tasks[job]), duration);
}

// Room for a spread gang begins where some class gains; a walk over the changes, for the few gangs that are wider than a class.
SimTime ClassProfile::earliest_spread(const ClusterView& view, JobId job, SimTime from, Duration duration) const {
  const Amount one = demand_of(view, job, 1);
  for (SimTime at = from; at != time_never;) {
    std::int64_t tasks = 0;
    SimTime next = time_never;
    for (const ClassId id : shape_of(view, job).classes) {
      tasks += tasks_in(of(id).least_free(at, duration), one);
      next = std::min(next, of(id).next_change(at));
    }
    if (tasks >= view.workload().tasks[job]) return at;
    at = next;
  }
  return time_never;
}

void ClassProfile::book(const ClusterView& view, JobId job, std::optional<ClassId> on, SimTime start, Duration duration) {
  std::int64_t left = view.workload().tasks[job];
  if (on) {
    profiles_[index_of(*on)].reserve(start, duration, demand_of(view, job, left));
    return;
  }
  const Amount one = demand_of(view, job, 1);
  std::vector<ClassId> fastest_first = shape_of(view, job).classes;
  std::stable_sort(fastest_first.begin(), fastest_first.end(),
                   [&](ClassId a, ClassId b) { return view.run_time_on(job, a) < view.run_time_on(job, b); });
  for (const ClassId id : fastest_first) {
    const std::int64_t tasks = std::min(left, tasks_in(of(id).least_free(start, duration), one));
    if (tasks == 0) continue;
    profiles_[index_of(id)].reserve(start, duration, demand_of(view, job, tasks));
    left -= tasks;
  }
}

SimTime ClassProfile::next_change(std::optional<ClassId> on, SimTime after) const {
  if (on) return of(*on).next_change(after);
  SimTime next = time_never;
  for (const ReservationProfile& profile : profiles_) next = std::min(next, profile.next_change(after));
  return next;
}

std::int64_t ClassProfile::width_of(const ClusterView& view, const Amount& amount) const {
  return view.scalar() || view.cluster().total(DeviceKind::gpu) == 0 ? amount.of[0] : amount.of[2];
}

std::int64_t ClassProfile::most_width(const ClusterView& view) const {
  std::int64_t most = 0;
  for (const ReservationProfile& profile : profiles_) most = std::max(most, width_of(view, profile.free_at(view.now())));
  return most;
}

std::int64_t ClassProfile::sum_width(const ClusterView& view) const {
  std::int64_t sum = 0;
  for (const ReservationProfile& profile : profiles_) sum += width_of(view, profile.free_at(view.now()));
  return sum;
}

void ClassProfile::forget_before(SimTime now) {
  for (ReservationProfile& profile : profiles_) profile.forget_before(now);
}

}  // namespace suanli
