// conservative_backfill.cpp -- a reservation for every job; nobody delays anybody (Feitelson, Weil 1998; Mu'alem, Feitelson 2001).
#include <array>
#include <memory_resource>
#include <set>
#include <vector>

#include "policies/policy_params.h"
#include "policies/registry.h"
#include "policies/reservation_profile.h"

namespace suanli::scheduling {
namespace {

constexpr std::array params{
    estimates_param, factor_param, correction_param,
    ParamSpec{.name = "compress", .type = ParamType::boolean, .default_value = "true",
              .help = "when something ends early, move reservations forward in the order of arrival"}};

// Keeps the profile between asks. On unlike nodes the profile is of totals: a job whose time has come but whose place is fragmented waits
// with its reservation due and is tried again at every event.
class ConservativeBackfill final : public SchedulingPolicy {
 public:
  explicit ConservativeBackfill(const Params& given) : estimates_(estimate_rule(given)), compress_(given.flag("compress")) {}

  SchedulingNeeds needs() const override {
    return {.estimates = estimates_, .wait_reason = WaitReason::reservation};
  }

  void queued(const ClusterView& view, JobId job) override {
    begin(view);
    const Amount amount = demand_of(view, job);
    set(view, job, profile_.earliest(view.now(), amount, view.estimate(job)), amount);
  }

  // What an early end leaves unused is free from now on.
  void ended(const ClusterView& view, JobId job) override {
    const Reservation& held = reservation_of_[index_of(job)];
    const SimTime until = checked_add(held.start, held.duration).value_or(time_never);
    if (until <= view.now()) return;
    profile_.release(view.now(), until - view.now(), demand_of(view, job));
    ended_early_ = true;
  }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    if (ended_early_ && compress_) compress(view);
    ended_early_ = false;
    for (auto due = waiting_.begin(); due != waiting_.end() && due->first <= view.now(); ++due) {
      const JobId job = due->second;
      if (!placer.place(job)) continue;
      const Reservation& held = reservation_of_[index_of(job)];
      const Duration estimate = placer.pending_estimate();
      waiting_.erase(due);
      if (held.start != view.now() || held.duration != estimate) {
        const Amount amount = demand_of(view, job);
        profile_.release(held.start, held.duration, amount);
        profile_.reserve(view.now(), estimate, amount);
        reservation_of_[index_of(job)] = {view.now(), estimate};
      }
      return Start{job};
    }
    return std::nullopt;
  }

  std::optional<SimTime> wake_at(const ClusterView& view) const override {
    const auto next = waiting_.upper_bound({view.now(), static_cast<JobId>(~0u)});
    return next == waiting_.end() ? std::nullopt : std::optional(next->first);
  }

 private:
  struct Reservation {
    SimTime start{};
    Duration duration{};
  };

  void begin(const ClusterView& view) {
    if (reservation_of_.empty()) {
      reservation_of_.resize(view.workload().job_count());
      profile_ = ReservationProfile(view.now(), capacity_of(view));
    }
    profile_.forget_before(view.now());
  }

  void set(const ClusterView& view, JobId job, SimTime start, const Amount& amount) {
    const Duration estimate = view.estimate(job);
    profile_.reserve(start, estimate, amount);
    reservation_of_[index_of(job)] = {start, estimate};
    waiting_.insert({start, job});
  }

  // In the order of arrival: each reservation is taken out and put back at the earliest time, never later than before.
  void compress(const ClusterView& view) {
    begin(view);
    for (auto job = view.queue().first(); job; job = view.queue().after(*job)) {
      const Reservation held = reservation_of_[index_of(*job)];
      if (held.start <= view.now()) continue;
      const Amount amount = demand_of(view, *job);
      profile_.release(held.start, held.duration, amount);
      const SimTime start = profile_.earliest(view.now(), amount, held.duration);
      profile_.reserve(start, held.duration, amount);
      if (start == held.start) continue;
      waiting_.erase({held.start, *job});
      waiting_.insert({start, *job});
      reservation_of_[index_of(*job)].start = start;
    }
  }

  EstimateRule estimates_;
  bool compress_;
  ReservationProfile profile_;
  std::vector<Reservation> reservation_of_;  // by JobId
  std::pmr::unsynchronized_pool_resource pool_;
  std::pmr::set<std::pair<SimTime, JobId>> waiting_{&pool_};
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
