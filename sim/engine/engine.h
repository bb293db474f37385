// engine.h -- replays a workload on a cluster under a scheduling and a placement policy, jobs and requests to services alike.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/kept.h"
#include "sim/cost/run_times.h"
#include "sim/engine/cluster_state.h"
#include "sim/engine/estimates.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/job_queue.h"
#include "sim/engine/observer.h"
#include "sim/engine/placement_session.h"
#include "sim/engine/policy.h"
#include "sim/engine/running_set.h"
#include "sim/engine/serving/service_fleet.h"
#include "sim/engine/serving/service_host.h"
#include "sim/engine/shape_table.h"

namespace suanli {

struct EngineLimits {
  std::uint64_t events = 100'000'000'000ULL;
  SimTime simulated = time_never;                 // nothing after this time is simulated
  std::uint64_t events_at_one_time = 100'000'000;  // a loop that does not advance time
};

struct EngineOptions {
  bool kill_at_limit = true;                      // a job that outlives its time limit is killed at it
  std::optional<std::uint32_t> max_queued_jobs;   // a job that can't start at once while that many wait is rejected
  EngineLimits limits;
  // Where the totals of replicas are told, rising; the edges of what is measured.
  std::vector<SimTime> marks;
  // Of the workload on the cluster; must outlive the run. Needed when a job describes its work.
  const EstimateTable* estimate_table = nullptr;
  bool check_invariants = false;                  // the dear ones, after every instant
  std::string scheduling_name = "scheduling";     // for messages
  std::string placement_name = "placement";
  // Asked now and then (every 256 events) with what was done so far; false stops the run as if a limit were hit.
  struct Progress {
    std::uint64_t events = 0;
    std::size_t jobs_ended = 0;
    SimTime now{};
    std::size_t requests_ended = 0;
  };
  std::function<bool(const Progress&)> keep_going;
};

struct RunOutcome {
  SimTime end{};               // last completion (of a request too) or change of replicas, or where a limit cut the run
  std::uint64_t events = 0;    // completions, arrivals and timers applied
  std::uint64_t asks = 0;      // times the scheduling policy was asked
  std::string limit;           // which limit was hit and how far the run got; empty when none
};

class Engine final : private ServiceHost {
 public:
  Engine() = default;  // with nothing to run
  // All references must outlive the run. Services by ServiceId. [InputError] when the policy needs estimates the workload lacks, or one machine
  // and the cluster is not one or has services, and when a service has no place on the empty cluster.
  Engine(const Workload& workload, const Cluster& cluster, SchedulingPolicy& scheduling, PlacementPolicy& placement,
         const EngineOptions& options, std::span<Observer* const> observers, std::span<const ServiceSetup> services = {}) {
    reset(workload, cluster, scheduling, placement, options, observers, services);
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // As if newly made, whatever was run before and however it ended, in the memory it has.
  void reset(const Workload& workload, const Cluster& cluster, SchedulingPolicy& scheduling, PlacementPolicy& placement,
             const EngineOptions& options, std::span<Observer* const> observers, std::span<const ServiceSetup> services = {});

  // Once after the engine is made or reset. [PolicyError] when a policy breaks its contract.
  RunOutcome run();

 private:
  enum class SlotUse : unsigned char { unused, running, prediction, wake, replica, service_timers };
  // What the end of a job needs, one cache line; times that only estimates need are apart.
  struct alignas(64) Running {
    JobId job{};
    SlotUse use = SlotUse::unused;
    JobStatus end_as = JobStatus::completed;
    bool has_timer = false;
    EventSlot partner{};  // running: its prediction timer; prediction: the running job
    Allocation holds;
  };
  struct Times {
    SimTime start{};
    Duration run{};
    SimTime projected_end{};  // by the estimate
  };
  struct View final : ClusterView {
    friend class Engine;
    const Allocation& holds(JobId job) const override;
    const Engine* engine_ = nullptr;
  };

  struct ServingSlot {
    ServiceId service{};
    ReplicaId replica{};
  };

  void reset_parts(PlacementPolicy& placement);
  void resolve_shapes(std::span<const ServiceSetup> services, const EstimateTable* table);
  void reset_progress();
  void prepare_dependencies();
  SimTime next_time() const;
  void apply_instant();
  void apply_event_by_event();
  void apply(const Event& event);
  void arrive();
  void enqueue(JobId job);
  void reject(JobId job, RejectReason reason);
  void release_dependents(JobId job);
  void doom_dependents(JobId job);
  void complete(EventSlot slot);
  void predict_again(EventSlot slot);
  void settle();
  void start(const Start& start);
  void project(EventSlot slot, Duration run);
  void seat_promised();
  void conclude_jobs();
  bool reject_unplaceable();
  void refuse_overflow();
  void tell_waiting();
  void set_wake();
  void check_limits();
  void check_state() const;

  // engine_serving.cpp
  void prepare_services(std::span<const ServiceSetup> services);
  SimTime next_service_time(SimTime next) const;
  bool scalers_matter(SimTime at) const;
  bool is_over() const;
  void tell_marks();
  void arrive_request();
  void apply_serving(EventSlot slot, SlotUse use);
  void settle_services();
  SimTime last_arrival() const;  // of the workload, come or not
  SimTime last_end() const;
  std::size_t requests_ended() const;
  std::span<const std::unique_ptr<ServiceFleet>> fleets() const { return {fleets_.data(), service_count_}; }
  // ServiceHost
  bool place_replica(ServiceId service, Allocation& holds) override;
  void release_replica(ServiceId service, Allocation& holds) override;
  EventSlot open_event(ServiceId service, std::optional<ReplicaId> replica) override;
  void close_event(EventSlot slot) override;
  void schedule(EventSlot slot, SimTime at, EventKind kind) override { events_.schedule(slot, at, rank(kind)); }
  void cancel(EventSlot slot) override { events_.cancel(slot); }
  std::span<Observer* const> observers() const override { return observers_; }

  EventSlot open_slot(SlotUse use);
  unsigned rank(EventKind kind) const {
    return needs_.ask == AskMode::per_event ? per_event_rank(kind) : static_cast<unsigned>(kind);
  }
  template <class Call>
  void tell(Call call) {
    for (Observer* observer : observers_) call(*observer);
  }

  const Workload* workload_ = nullptr;
  const Cluster* cluster_ = nullptr;
  SchedulingPolicy* scheduling_ = nullptr;
  EngineOptions options_;
  std::vector<Observer*> observers_;
  SchedulingNeeds needs_;
  ShapeTable shapes_;
  RunTimes run_times_;
  ClusterState state_;
  Kept<Estimates> estimates_;
  JobQueue queue_;
  RunningSet running_by_end_;
  EventQueue events_;
  std::vector<Running> slots_;  // by EventSlot
  std::vector<Times> times_;    // by EventSlot, when there are estimates
  PlacementSession placer_;
  View view_;

  bool is_ready_ = false;
  SimTime now_{};
  std::size_t next_arrival_ = 0;
  std::size_t jobs_ended_ = 0;
  std::size_t running_ = 0;
  std::uint64_t events_now_ = 0;  // at this time
  RunOutcome outcome_;
  // Services: the first service_count_ fleets count, the rest is memory.
  std::vector<std::unique_ptr<ServiceFleet>> fleets_;
  std::size_t service_count_ = 0;
  RequestStates request_states_;
  std::vector<ServiceId> service_of_name_;  // by NameId
  std::vector<ServingSlot> serving_slots_;  // by EventSlot
  std::size_t next_request_ = 0;
  std::size_t next_mark_ = 0;
  bool jobs_touched_ = false;  // something happened at this instant that the scheduling policy may act on

  std::vector<EventSlot> promised_;     // started, waiting for completions of this instant to seat them
  std::vector<JobId> entered_now_;      // joined the queue at this instant
  std::optional<EventSlot> wake_slot_;
  IdVector<JobId, WaitReason> reason_;  // last told
  IdVector<JobId, EventSlot> slot_of_;  // of running jobs, when the policy needs them

  // Dependencies, empty when no job has any.
  IdVector<JobId, std::uint32_t> unmet_;
  std::vector<std::uint32_t> dependents_begin_;
  std::vector<JobId> dependents_;
  std::vector<JobId> dooming_;    // jobs whose dependents are still to be doomed
  std::vector<bool> doomed_;      // rejected, or will be: a dependency ended otherwise than completed
};

}  // namespace suanli
