// policy.h -- what a policy may see, what it is asked and how it answers.
//
// After all events of an instant are applied the engine asks the scheduling policy for one start at a time, applies it, and asks again
// until there is none. So the view always shows the truth and a policy needs no books of its own beyond what its rule names.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "sim/engine/allocation.h"
#include "sim/engine/cluster_state.h"
#include "sim/engine/estimates.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/job_queue.h"
#include "sim/engine/running_set.h"
#include "sim/engine/shape_table.h"
#include "sim/model/workload.h"

namespace suanli {

// When the policy is asked: once after all events of an instant (completion before arrival), or after every single event, in which case
// equal times are ordered prediction-over < arrival < completion (reference: pyss; POLICIES.md, easy_backfill published).
enum class AskMode : unsigned char { per_instant, per_event };

// What the engine must keep for a policy.
struct SchedulingNeeds {
  AskMode ask = AskMode::per_instant;
  std::optional<EstimateRule> estimates = std::nullopt;  // none: estimate() may not be called
  bool sorted_queue = false;              // keep the queue by key() too
  bool running_by_end = false;            // keep running jobs by projected end; with estimates only
  bool backfill_search = false;           // keep the (width, estimate) tree over the queue
  WaitReason wait_reason = WaitReason::priority;  // of waiting jobs the policy has not tried to place
  bool one_machine = false;               // works only where one number says what is free (ClusterView::scalar)
};

// The event after which the policy is asked; in per_instant mode only the kind of the last one.
struct Trigger {
  EventKind kind = EventKind::timer;
  std::optional<JobId> job;  // the job that arrived, ended or was corrected
};

// Read-only; valid during the call.
class ClusterView {
 public:
  virtual ~ClusterView() = default;

  SimTime now() const { return now_; }
  Trigger trigger() const { return trigger_; }
  bool first_ask() const { return first_ask_; }  // false when asked again after a start
  const Workload& workload() const { return *workload_; }
  const Cluster& cluster() const { return *cluster_; }
  const ClusterState& state() const { return *state_; }
  const JobQueue& queue() const { return *queue_; }        // eligible waiting jobs
  const RunningSet& running() const { return *running_; }  // needs running_by_end
  const ShapeTable& shapes() const { return *shapes_; }

  // The estimate of a waiting job, or of a running job from its start. Needs estimates.
  Duration estimate(JobId job) const { return estimates_->of(job); }
  // How long a job will run on nodes of a class, if nothing fails; and what the estimate rule makes of that (needs estimates).
  Duration run_time_on(JobId job, ClassId node_class) const { return run_times_->on(job, node_class); }
  Duration estimate_on(JobId job, ClassId node_class) const { return estimates_->on_place(job, run_time_on(job, node_class)); }

  // One number of free units decides what fits: one node and CPU-only demands, or one task shape for all jobs.
  bool scalar() const { return scalar_; }
  // Units a job takes while it runs, in the measure that orders the backfill search: the scalar's, else GPU milli (CPU milli where the
  // cluster has no GPUs).
  std::int64_t width(JobId job) const { return shapes_->width(job); }
  std::int64_t free_width() const { return state_->free_units(); }
  std::int64_t total_width() const { return state_->total_units(); }

  // What a running job holds; empty when it is started but not seated yet. Needs running_by_end.
  virtual const Allocation& holds(JobId job) const = 0;

 protected:
  SimTime now_{};
  Trigger trigger_;
  bool first_ask_ = true;
  bool scalar_ = false;
  const Workload* workload_ = nullptr;
  const Cluster* cluster_ = nullptr;
  const ClusterState* state_ = nullptr;
  const JobQueue* queue_ = nullptr;
  const RunningSet* running_ = nullptr;
  const ShapeTable* shapes_ = nullptr;
  const Estimates* estimates_ = nullptr;
  const RunTimes* run_times_ = nullptr;
};

// Tries places through the placement policy on the real state; what is not returned as a start is taken back.
class Placer {
 public:
  virtual ~Placer() = default;

  // A place for the whole gang, or false. The place stays pending (its resources are taken in the view) until the next call of place or
  // discard, or until the policy returns: as a start of this job, or else it is given back.
  virtual bool place(JobId job) = 0;
  // The same on nodes of these classes only, rising, all of which the job may use.
  virtual bool place_on(JobId job, std::span<const ClassId> classes) = 0;
  virtual const Allocation& pending() const = 0;
  virtual void discard() = 0;
  // The run time the pending job's estimate rule gives on the pending place.
  virtual Duration pending_estimate() const = 0;
  // Tells what keeps a job waiting when it is not the lack of a place (that the placer notes itself).
  virtual void waits_for(JobId job, WaitReason reason) = 0;
};

struct Start {
  JobId job{};
  // The job leans on completions still to come in this very instant: it starts now, and gets its place after them.
  // Only in per_event mode.
  bool after_completions = false;
};

class SchedulingPolicy {
 public:
  virtual ~SchedulingPolicy() = default;

  virtual SchedulingNeeds needs() const = 0;
  // The next job to start now, or nothing. A start without after_completions must be the placer's pending job.
  virtual std::optional<Start> next_start(const ClusterView& view, Placer& placer) = 0;

  // Sorting key of a job entering the queue, smaller first; ties by JobId. Asked once. Needs sorted_queue.
  virtual std::int64_t key(const ClusterView& /*view*/, JobId /*job*/) const { return 0; }
  // A job entered the queue; a running job ended. For rules that keep reservations.
  virtual void queued(const ClusterView& /*view*/, JobId /*job*/) {}
  virtual void ended(const ClusterView& /*view*/, JobId /*job*/) {}
  // When to be asked again without an event; asked after the last next_start of an instant.
  virtual std::optional<SimTime> wake_at(const ClusterView& /*view*/) const { return std::nullopt; }
};

// The gang a placement policy must seat: of a job, or of one replica of a service.
struct Gang {
  std::optional<JobId> job;
  std::uint32_t tasks = 1;
};

// The state a placement policy may take from; taken back whole when it fails.
class PlacementRoom {
 public:
  virtual ~PlacementRoom() = default;
  virtual const ClusterState& state() const = 0;
  // The gang's shape, on the classes of nodes it may use this time.
  virtual const ShapeOnCluster& shape() const = 0;
  // How long the gang's job will run on nodes of a class, if nothing fails; on several it runs as long as on the slowest. Of a replica, which
  // has no end: a second at weight 1, so that shorter is faster.
  virtual Duration run_time_on(ClassId node_class) const = 0;
  virtual SimTime now() const = 0;
  virtual SimTime submitted() const = 0;  // of the gang's job; of a replica: now
  // Seats `tasks` tasks of the gang's shape on the node. [PolicyError] when they do not fit there.
  virtual void take(NodeId node, std::uint32_t tasks) = 0;
  // The gang was refused a place that exists; it wants to be tried again then.
  virtual void retry_at(SimTime at) = 0;
};

// How a placement policy finds nodes; the engine keeps only the indexes asked for.
struct PlacementNeeds {
  bool node_tree = false;  // ClusterState::first_fit
};

// REQUIRES of every rule: a gang that does not fit does not fit when less is free either, unless it asks to be tried again later.
class PlacementPolicy {
 public:
  virtual ~PlacementPolicy() = default;

  virtual PlacementNeeds needs() const { return {}; }
  // Seats the whole gang and returns true, or returns false (what it took is given back).
  virtual bool place(PlacementRoom& room, const Gang& gang) = 0;
  // The last place was used for a start.
  virtual void committed(const Allocation& /*allocation*/) {}
  // A job ended and gives this place back.
  virtual void released(const Allocation& /*allocation*/) {}
};

}  // namespace suanli
