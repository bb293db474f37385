// easy_backfill.cpp -- FCFS with a reservation for the head: others may pass if they do not delay it (Lifka 1995; Mu'alem, Feitelson 2001).
#include <algorithm>
#include <array>
#include <vector>

#include "policies/cluster_profile.h"
#include "policies/policy_params.h"
#include "policies/projected_cluster.h"
#include "policies/registry.h"

namespace suanli::scheduling {
namespace {

constexpr std::array params{
    ParamSpec{.name = "semantics", .type = ParamType::text, .default_value = "batched", .choices = "batched|published",
              .help = "batched: one pass after all events of an instant; published: the event-by-event rule of pyss and predictsim "
                      "(one machine of equal processors only)"},
    estimates_param,
    factor_param,
    correction_param,
    ParamSpec{.name = "backfill_order", .type = ParamType::text, .default_value = "arrival", .choices = "arrival|shortest",
              .help = "in which order jobs behind the head are tried; shortest (by estimate) is EASY++"},
    ParamSpec{.name = "reservations", .type = ParamType::integer, .default_value = "1", .unit = "1", .low = 1, .high = 64,
              .help = "how many blocked jobs get a reservation"},
    ParamSpec{.name = "depth", .type = ParamType::integer, .default_value = "0", .unit = "jobs", .low = 0, .high = 1e9,
              .help = "how many jobs behind the head are looked at; 0: all"},
};

class EasyBackfill final : public SchedulingPolicy {
 public:
  explicit EasyBackfill(const Params& given)
      : published_(given.text("semantics") == "published"),
        shortest_(given.text("backfill_order") == "shortest"),
        estimates_(estimate_rule(given)),
        reservations_(given.integer("reservations")),
        depth_(given.integer("depth")) {}

  SchedulingNeeds needs() const override {
    return {.ask = published_ ? AskMode::per_event : AskMode::per_instant,
            .estimates = estimates_,
            .running_by_end = true,
            .backfill_search = true,
            .wait_reason = WaitReason::reservation,
            .one_machine = published_};
  }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    if (published_ && !pass_is_open(view)) return std::nullopt;
    const auto head = view.queue().first();
    if (!head) return std::nullopt;
    if (view.scalar()) {
      const std::int64_t free = free_units(view);
      if (view.width(*head) <= free) return seat(view, placer, *head);
      placer.waits_for(*head, WaitReason::capacity);
      if (view.queue().size() == 1 || free == 0) return std::nullopt;
      if (reservations_ == 1) return fill_by_units(view, placer, *head, free);
    } else {
      if (placer.place(*head)) return Start{*head};
      if (view.queue().size() == 1) return std::nullopt;
      if (reservations_ == 1) return fill_by_nodes(view, placer, *head);
    }
    return fill_by_profile(view, placer, *head);
  }

 private:
  // Published (c): a submission of a job wider than what is free now opens no pass, unless jobs are tried shortest first; a completion
  // always does; a prediction that is over only corrects the estimate. Later asks of the same event go on with the pass.
  bool pass_is_open(const ClusterView& view) {
    if (!view.first_ask()) return pass_open_;
    const Trigger trigger = view.trigger();
    switch (trigger.kind) {
      case EventKind::completion:
        return pass_open_ = true;
      case EventKind::arrival:
        return pass_open_ = trigger.job && view.queue().contains(*trigger.job) && (shortest_ || view.width(*trigger.job) <= free_units(view));
      case EventKind::failure:
      case EventKind::repair:
      case EventKind::timer:
        break;
    }
    return pass_open_ = false;
  }

  // Published (b): a job whose estimate ends now counts as gone before its own completion is handled.
  std::int64_t free_units(const ClusterView& view) const {
    if (!published_) return view.free_width();
    return view.total_width() - view.running().width() + view.running().width_until(view.now());
  }

  std::optional<Start> seat(const ClusterView& view, Placer& placer, JobId job) const {
    if (published_ && view.width(job) > view.free_width()) return Start{job, true};
    return placer.place(job) ? std::optional(Start{job}) : std::nullopt;
  }

  // One number tells what fits: the tree over the queue finds the job, if any.
  std::optional<Start> fill_by_units(const ClusterView& view, Placer& placer, JobId head, std::int64_t free) const {
    const std::int64_t not_running = view.total_width() - view.running().width();
    const auto shadow = view.running().shadow(view.now(), view.width(head) - not_running);
    if (!shadow) return std::nullopt;
    const BackfillTree::Room room{free, (shadow->at - view.now()).count(), not_running + shadow->freed - view.width(head)};
    const JobId behind = static_cast<JobId>(index_of(head) + 1);
    if (depth_ > 0) return fill_to_depth(view, placer, behind, room);
    const auto job = shortest_ ? view.queue().search().shortest(behind, room) : view.queue().search().next(behind, room);
    return job ? seat(view, placer, *job) : std::nullopt;
  }

  std::optional<Start> fill_to_depth(const ClusterView& view, Placer& placer, JobId behind, const BackfillTree::Room& room) const {
    std::optional<JobId> best;
    std::int64_t looked = 0;
    for (auto job = view.queue().next_from(behind); job && looked < depth_; job = view.queue().after(*job), ++looked) {
      if (!room.allows(view.width(*job), view.estimate(*job).count())) continue;
      if (!shortest_) return seat(view, placer, *job);
      if (!best || view.estimate(*job) < view.estimate(*best)) best = job;
    }
    return best ? seat(view, placer, *best) : std::nullopt;
  }

  // Jobs behind the head in the order they are tried, those that surely do not fit now left out. Valid until the next call.
  const std::vector<JobId>& candidates(const ClusterView& view, JobId head) {
    std::vector<JobId>& jobs = candidates_;
    jobs.clear();
    const std::int64_t any = std::numeric_limits<std::int64_t>::max() - 1;
    std::int64_t looked = 0;
    if (depth_ > 0) {
      for (auto job = view.queue().after(head); job && looked < depth_; job = view.queue().after(*job), ++looked) jobs.push_back(*job);
    } else {
      const BackfillTree::Room room{view.free_width(), any, any};
      view.queue().search().for_each(static_cast<JobId>(index_of(head) + 1), room, [&](JobId job) { jobs.push_back(job); });
    }
    if (shortest_) sort_by_estimate(view, jobs);
    return jobs;
  }

  // Ties by JobId.
  static void sort_by_estimate(const ClusterView& view, std::vector<JobId>& jobs) {
    std::sort(jobs.begin(), jobs.end(), [&](JobId a, JobId b) {
      return view.estimate(a) != view.estimate(b) ? view.estimate(a) < view.estimate(b) : a < b;
    });
  }

  // Unlike nodes or several resources: "fits at t" counts the task slots of the projected cluster.
  std::optional<Start> fill_by_nodes(const ClusterView& view, Placer& placer, JobId head) {
    const std::int64_t tasks = view.workload().tasks[head];
    const ShapeOnCluster& shape = view.shapes()[view.workload().shape[head]];
    bool projected = false;
    SimTime shadow = time_never;
    for (const JobId job : candidates(view, head)) {
      if (!placer.place(job)) continue;
      if (!projected) {  // the present, as it is without this pending place
        projected = true;
        placer.discard();
        future_.reset(view.state(), shape, view.state().slots(shape, std::numeric_limits<std::int32_t>::max()));
        shadow = project(view, tasks, future_);
        if (!placer.place(job)) continue;
      }
      if (checked_add(view.now(), placer.pending_estimate()).value_or(time_never) <= shadow) return Start{job};
      const TaskShape& task = view.shapes()[view.workload().shape[job]].task;
      if (future_.fits_beside(placer.pending(), task, tasks)) return Start{job};
      placer.discard();
      placer.waits_for(job, WaitReason::reservation);
    }
    return std::nullopt;
  }

  // Lets running jobs end by their estimates, ends of one time pooled, until the gang fits; the time, and the future as it is then.
  static SimTime project(const ClusterView& view, std::int64_t tasks, ProjectedCluster& future) {
    const SimTime soonest = view.now() + Duration(1);
    SimTime shadow = time_never;
    view.running().walk([&](const ProjectedEnd& end) {
      const SimTime at = std::max(end.at, soonest);
      if (shadow != time_never && at > shadow) return false;
      future.give(view.holds(end.job), view.shapes()[view.workload().shape[end.job]].task);
      if (shadow == time_never && future.slots() >= tasks) shadow = at;
      return true;
    });
    return shadow;
  }

  // Several reservations: a profile of what will be free, made anew at every ask.
  std::optional<Start> fill_by_profile(const ClusterView& view, Placer& placer, JobId head) {
    ClusterProfile profile = projected_profile(view);
    std::int64_t reserved = 0;
    std::int64_t looked = 0;
    std::vector<JobId>& startable = candidates_;
    startable.clear();
    for (auto job = view.queue().next_from(head); job; job = view.queue().after(*job), ++looked) {
      if (depth_ > 0 && looked > depth_) break;
      const SimTime at = profile.earliest(view, *job, view.estimate(*job));
      if (at > view.now()) {
        if (reserved++ < reservations_) profile.reserve(view, *job, at, view.estimate(*job));
        continue;
      }
      startable.push_back(*job);
      if (shortest_) continue;
      if (auto start = seat(view, placer, *job)) return start;
    }
    if (!shortest_) return std::nullopt;
    sort_by_estimate(view, startable);
    for (const JobId job : startable) {
      if (profile.earliest(view, job, view.estimate(job)) > view.now()) continue;
      if (auto start = seat(view, placer, job)) return start;
    }
    return std::nullopt;
  }

  ClusterProfile projected_profile(const ClusterView& view) const {
    ClusterProfile profile(view);
    view.running().walk([&](const ProjectedEnd& end) {
      if (published_ && end.at <= view.now()) return true;  // counts as gone already
      const SimTime until = std::max(end.at, view.now() + Duration(1));
      profile.occupy(profile.taken_by(view, end.job, view.holds(end.job)), view.now(), until - view.now());
      return true;
    });
    return profile;
  }

  bool published_;
  bool shortest_;
  EstimateRule estimates_;
  std::int64_t reservations_;
  std::int64_t depth_;
  bool pass_open_ = false;
  // Buffers.
  std::vector<JobId> candidates_;
  ProjectedCluster future_;
};

}  // namespace

extern const SchedulingEntry easy_backfill_entry;
const SchedulingEntry easy_backfill_entry{
    "easy_backfill", "fcfs with a reservation for the first blocked job; others start if they do not delay it", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> { return std::make_unique<EasyBackfill>(given); }};

}  // namespace suanli::scheduling
