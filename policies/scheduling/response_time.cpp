// response_time.cpp -- each job where it is done first, though it may have to wait for that (MCT, min-min, max-min, sufferage).
#include <algorithm>
#include <array>
#include <limits>
#include <memory_resource>
#include <optional>
#include <set>
#include <vector>

#include "policies/finish_times.h"
#include "policies/policy_params.h"
#include "policies/registry.h"

namespace suanli::scheduling {
namespace {

constexpr std::array params{
    ParamSpec{.name = "order", .type = ParamType::text, .default_value = "arrival", .choices = "arrival|min_min|max_min|sufferage",
              .help = "who chooses next: the earliest arrival, the job that would be done first, the one that would be done last, or the one "
                      "that its second best place would cost most"},
    ParamSpec{.name = "estimates", .type = ParamType::text, .default_value = "table", .choices = "table|requested|perfect|factor|user_history",
              .help = "what the policy believes jobs will run: their time on each kind of nodes (table; perfect is the same), the requested "
                      "time anywhere, a multiple of the first, or the mean of the user's last two jobs"},
    factor_param, correction_param};

using Choice = FinishTimes::Choice;

// A job that is not wider than the room may start, as far as the search over the queue can tell.
BackfillTree::Room no_wider_than(std::int64_t width) {
  constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max() - 1;
  return {width, any, any};
}

bool place(Placer& placer, JobId job, const std::optional<ClassId>& on) {
  return on ? placer.place_on(job, {&*on, 1}) : placer.place(job);
}

void tell_reason(Placer& placer, JobId job, const Choice& choice) {
  placer.waits_for(job, choice.has_room_now ? WaitReason::reservation : WaitReason::capacity);
}

SchedulingNeeds needs_of(const EstimateRule& estimates) {
  return {.estimates = estimates, .running_by_end = true, .backfill_search = true, .wait_reason = WaitReason::capacity};
}

// Jobs choose in the order of arrival: minimum completion time.
//
// The plan is kept between asks while all goes as planned. A new plan would then be the same: who chose before still has what they chose,
// nothing better has come up, and what started since had room beside them. Jobs at the end of the queue choose once one of them may start.
class InOrderOfArrival final : public SchedulingPolicy {
 public:
  explicit InOrderOfArrival(const EstimateRule& estimates) : estimates_(estimates) {}

  SchedulingNeeds needs() const override { return needs_of(estimates_); }

  void queued(const ClusterView&, JobId job) override {
    ++waiting_;
    if (index_of(job) < next_) is_kept_ = false;
  }

  void ended(const ClusterView& view, JobId job) override {
    if (!is_kept_) return;
    const SimTime planned = plan_[index_of(job)].end;
    running_.erase({planned, job});
    if (planned != view.now() || times_.has_denied(plan_[index_of(job)].on)) is_kept_ = false;
  }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    std::optional<Start> start;
    if (is_kept_ && stands(view)) start = start_due(view, placer);
    if (!start && !is_kept_) begin(view);
    if (!start && is_kept_) start = extend(view, placer);
    waiting_ = view.queue().size() - (start ? 1 : 0);
    return start;
  }

 private:
  struct Planned {
    SimTime end{};
    Duration run{};
    std::optional<ClassId> on;
  };
  using ByTime = std::pmr::set<std::pair<SimTime, JobId>>;

  // Whether the plan still tells the truth: nobody left the queue otherwise than by a start, nobody runs longer than planned, no planned
  // start was missed, and the last one has the estimate it was planned with.
  bool stands(const ClusterView& view) {
    times_.forget_before(view.now());
    is_kept_ = waiting_ == view.queue().size() && (running_.empty() || running_.begin()->first > view.now()) &&
               (due_.empty() || due_.begin()->first >= view.now()) &&
               (!started_ || view.estimate(*started_) == plan_[index_of(*started_)].run);
    started_.reset();
    return is_kept_;
  }

  // A new plan, of what runs; unless nobody could start anyway.
  void begin(const ClusterView& view) {
    next_ = 0;
    if (!view.queue().search().next(JobId{}, no_wider_than(view.free_width()))) return;
    if (plan_.empty()) look_at_all(view);
    is_kept_ = true;
    started_.reset();
    due_.clear();
    running_.clear();
    times_.reset(view);
    view.running().walk([&](const ProjectedEnd& end) {
      const SimTime at = std::max(end.at, view.now() + Duration(1));  // as the profile has it
      plan_[index_of(end.job)] = {at, {}, only_class(view, view.holds(end.job))};
      running_.insert({at, end.job});
      return true;
    });
  }

  static std::optional<ClassId> only_class(const ClusterView& view, const Allocation& holds) {
    const ClassId first = view.cluster().class_of(holds.front().node);
    const bool only = std::all_of(holds.begin(), holds.end(), [&](const NodeHold& hold) { return view.cluster().class_of(hold.node) == first; });
    return only ? std::optional(first) : std::nullopt;
  }

  void look_at_all(const ClusterView& view) {
    plan_.resize(view.workload().job_count());
    for (const JobId job : IdRange<JobId>(view.workload().job_count())) {
      const auto& most = view.shapes()[view.workload().shape[job]].class_tasks;
      any_spread_ = any_spread_ || std::none_of(most.begin(), most.end(), [&](std::int64_t tasks) { return tasks >= view.workload().tasks[job]; });
    }
  }

  // The first job whose planned start is now.
  std::optional<Start> start_due(const ClusterView& view, Placer& placer) {
    if (due_.empty() || due_.begin()->first > view.now()) return std::nullopt;
    const JobId job = due_.begin()->second;
    is_kept_ = place(placer, job, plan_[index_of(job)].on);
    if (!is_kept_) return std::nullopt;
    due_.erase(due_.begin());
    return started(job);
  }

  Start started(JobId job) {
    const Planned& planned = plan_[index_of(job)];
    running_.insert({planned.end, job});
    started_ = job;
    // A spread job may hold other nodes than those booked; one denied a place may now fit earlier than it was told, or later.
    if (!planned.on || times_.has_denied(planned.on)) is_kept_ = false;
    return {job};
  }

  // Lets the jobs behind the plan choose, as far as the last one that may start now.
  std::optional<Start> extend(const ClusterView& view, Placer& placer) {
    for (;;) {
      const std::int64_t room = any_spread_ ? times_.profile().sum_width(view) : times_.profile().most_width(view);
      const auto candidate = view.queue().search().next(static_cast<JobId>(next_), no_wider_than(room));
      if (!candidate) return std::nullopt;
      for (auto job = view.queue().next_from(static_cast<JobId>(next_)); job && *job <= *candidate; job = view.queue().after(*job)) {
        next_ = index_of(*job) + 1;
        if (choose(view, placer, *job)) return started(*job);
      }
    }
  }

  // Books the job's best place; true when it is one to start at now, pending at the placer.
  bool choose(const ClusterView& view, Placer& placer, JobId job) {
    std::optional<Choice> choice = times_.best(view, job);
    bool starts = false;
    while (choice && choice->start == view.now() && !starts) {
      starts = place(placer, job, choice->on);
      if (starts) break;
      times_.deny(view, job, choice->on);
      choice = times_.best(view, job);
    }
    if (!choice) return false;
    times_.book(view, job, *choice);
    plan_[index_of(job)] = {choice->finish, choice->run, choice->on};
    if (starts) return true;
    due_.insert({choice->start, job});
    tell_reason(placer, job, *choice);
    return false;
  }

  EstimateRule estimates_;
  bool is_kept_ = false;
  bool any_spread_ = false;    // some job of the workload is wider than each class
  FinishTimes times_;
  std::vector<Planned> plan_;  // by JobId
  std::size_t next_ = 0;       // jobs before this one have chosen
  std::size_t waiting_ = 0;    // how many should wait at the next ask
  std::optional<JobId> started_;
  std::pmr::unsynchronized_pool_resource pool_;
  ByTime due_{&pool_};      // jobs of the plan that wait, by start
  ByTime running_{&pool_};  // by planned end
};

enum class Order : unsigned char { min_min, max_min, sufferage };

// Of all waiting jobs the one that the order names chooses, then of the rest, until nobody is left who could start now. Made anew at every
// ask: a new job may come before all others. O(Q) for each job that chooses, and the choices anew that it changes.
class BestOfAll final : public SchedulingPolicy {
 public:
  BestOfAll(const EstimateRule& estimates, Order order) : estimates_(estimates), order_(order) {}

  SchedulingNeeds needs() const override { return needs_of(estimates_); }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    if (!view.queue().search().next(JobId{}, no_wider_than(view.free_width()))) return std::nullopt;
    times_.reset(view);
    open_.clear();
    for (auto job = view.queue().first(); job; job = view.queue().after(*job)) {
      if (const auto choice = times_.best(view, *job)) open_.push_back({*job, *choice});
    }
    while (std::any_of(open_.begin(), open_.end(), [](const Open& one) { return one.choice.has_room_now; })) {
      const auto next = std::min_element(open_.begin(), open_.end(), [&](const Open& a, const Open& b) { return before(a.choice, b.choice); });
      if (next->choice.start == view.now()) {
        if (place(placer, next->job, next->choice.on)) return Start{next->job};
        times_.deny(view, next->job, next->choice.on);
        choose_again(view, *next);
      } else {
        times_.book(view, next->job, next->choice);
        tell_reason(placer, next->job, next->choice);
        const std::optional<ClassId> booked = next->choice.on;
        open_.erase(next);
        for (Open& one : open_) {
          if (order_ == Order::sufferage || !booked || !one.choice.on || one.choice.on == booked) choose_again(view, one);
        }
      }
      std::erase_if(open_, [](const Open& one) { return one.choice.start == time_never; });
    }
    for (const Open& one : open_) tell_reason(placer, one.job, one.choice);
    return std::nullopt;
  }

 private:
  struct Open {
    JobId job{};
    Choice choice;
  };

  void choose_again(const ClusterView& view, Open& one) {
    one.choice = times_.best(view, one.job).value_or(Choice{.start = time_never, .finish = time_never});
  }

  // Ties: lower finish, lower k; of equals min_element takes the first, the lower JobId.
  bool before(const Choice& a, const Choice& b) const {
    if (order_ == Order::max_min && a.finish != b.finish) return a.finish > b.finish;
    if (order_ == Order::sufferage && loss(a) != loss(b)) return loss(a) > loss(b);
    if (a.finish != b.finish) return a.finish < b.finish;
    return a.on && (!b.on || *a.on < *b.on);
  }

  // How much later it would be done on its second best k; without one it loses most.
  static Duration loss(const Choice& choice) { return choice.second == time_never ? Duration::max() : choice.second - choice.finish; }

  EstimateRule estimates_;
  Order order_;
  FinishTimes times_;
  std::vector<Open> open_;  // in the order of JobId
};

std::unique_ptr<SchedulingPolicy> make(const Params& given, const PolicyContext&) {
  EstimateRule estimates = estimate_rule(given);
  if (given.text("estimates") == "table") estimates.kind = EstimateKind::perfect;
  const std::string& order = given.text("order");
  if (order == "arrival") return std::make_unique<InOrderOfArrival>(estimates);
  return std::make_unique<BestOfAll>(estimates, order == "min_min" ? Order::min_min : order == "max_min" ? Order::max_min : Order::sufferage);
}

}  // namespace

extern const SchedulingEntry response_time_entry;
const SchedulingEntry response_time_entry{
    "response_time", "each job where it is done first among unlike nodes, though it may have to wait for that", params, make, false, {"earliest_finish"}};

}  // namespace suanli::scheduling
