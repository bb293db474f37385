// conservative_backfill.cpp -- a reservation for every job; nobody delays anybody (Feitelson, Weil 1998; Mu'alem, Feitelson 2001).
#include <algorithm>
#include <array>
#include <memory_resource>
#include <optional>
#include <set>
#include <vector>

#include "policies/cluster_profile.h"
#include "policies/policy_params.h"
#include "policies/registry.h"

namespace suanli::scheduling {
namespace {

constexpr std::array params{
    estimates_param, factor_param, correction_param,
    ParamSpec{.name = "compress", .type = ParamType::boolean, .default_value = "true",
              .help = "when something ends early, move reservations forward in the order of arrival"}};

// Keeps the profile between asks. On unlike nodes it is of totals: a job whose time has come but whose place is fragmented waits with its
// reservation due and is tried again at every event.
class ConservativeBackfill final : public SchedulingPolicy {
 public:
  explicit ConservativeBackfill(const Params& given) : estimates_(estimate_rule(given)), compress_(given.flag("compress")) {}

  SchedulingNeeds needs() const override { return {.estimates = estimates_, .wait_reason = WaitReason::reservation}; }

  void queued(const ClusterView& view, JobId job) override {
    begin(view);
    const Duration estimate = view.estimate(job);
    const SimTime start = profile_->earliest(view, job, estimate);
    profile_->reserve(view, job, start, estimate);
    held_[index_of(job)] = {start, estimate, {}};
    waiting_.insert({start, job});
  }

  // What an early end leaves unused is free from now on.
  void ended(const ClusterView& view, JobId job) override {
    Held& held = held_[index_of(job)];
    const SimTime until = end_of(held);
    if (until > view.now()) {
      profile_->vacate(held.taken, view.now(), until - view.now());
      gained_until_ = std::max(gained_until_, until);
      ended_early_ = true;
    }
    held = {};
  }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    if (ended_early_ && compress_) compress(view);
    ended_early_ = false;
    for (auto due = waiting_.begin(); due != waiting_.end() && due->first <= view.now(); ++due) {
      const JobId job = due->second;
      if (!placer.place(job)) continue;
      waiting_.erase(due);
      Held& held = held_[index_of(job)];
      profile_->release(view, job, held.start, held.duration);
      const SimTime reserved_until = end_of(held);
      held = {view.now(), placer.pending_estimate(), profile_->taken_by(view, job, placer.pending())};
      profile_->occupy(held.taken, held.start, held.duration);
      if (end_of(held) < reserved_until || !view.scalar()) gained_until_ = std::max(gained_until_, reserved_until);
      return Start{job};
    }
    return std::nullopt;
  }

  std::optional<SimTime> wake_at(const ClusterView& view) const override {
    const auto next = waiting_.upper_bound({view.now(), static_cast<JobId>(~0u)});
    return next == waiting_.end() ? std::nullopt : std::optional(next->first);
  }

 private:
  // A reservation, and once the job runs what it takes of the profile.
  struct Held {
    SimTime start{};
    Duration duration{};
    std::vector<ClusterProfile::Taken> taken;
  };

  static SimTime end_of(const Held& held) { return checked_add(held.start, held.duration).value_or(time_never); }

  void begin(const ClusterView& view) {
    if (!profile_) {
      profile_.emplace(view);
      held_.resize(view.workload().job_count());
    }
    profile_->forget_before(view.now());
  }

  // In the order of arrival each reservation moves to the earliest time, as if taken out and put back; never later than before. A job that
  // could not move when it was last looked at can move only into room that was gained since, all of which ends by gained_until_.
  void compress(const ClusterView& view) {
    begin(view);
    SimTime gained_now{};
    for (auto job = view.queue().first(); job; job = view.queue().after(*job)) {
      Held& held = held_[index_of(*job)];
      if (held.start <= view.now()) continue;
      const SimTime before = std::min(held.start, std::max(gained_until_, gained_now));
      const auto start = profile_->earlier(view, *job, before, held.start, held.duration);
      if (!start) continue;
      gained_now = std::max(gained_now, end_of(held));
      profile_->release(view, *job, held.start, held.duration);
      profile_->reserve(view, *job, *start, held.duration);
      waiting_.erase({held.start, *job});
      waiting_.insert({*start, *job});
      held.start = *start;
    }
    gained_until_ = gained_now;  // those before a job that moved have not seen what it left
  }

  EstimateRule estimates_;
  bool compress_;
  std::optional<ClusterProfile> profile_;
  std::vector<Held> held_;  // by JobId
  std::pmr::unsynchronized_pool_resource pool_;
  std::pmr::set<std::pair<SimTime, JobId>> waiting_{&pool_};
  SimTime gained_until_{};
  bool ended_early_ = false;
};

}  // namespace

extern const SchedulingEntry conservative_backfill_entry;
const SchedulingEntry conservative_backfill_entry{
    "conservative_backfill", "every job has a reservation and may pass others only if it delays none", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> {
      return std::make_unique<ConservativeBackfill>(given);
    }};

}  // namespace suanli::scheduling
