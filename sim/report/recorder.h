// recorder.h -- the observer that turns a run into a RunResult.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/base/kept.h"
#include "sim/engine/gang_spread.h"
#include "sim/engine/observer.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"
#include "sim/report/fragmentation.h"
#include "sim/report/run_result.h"
#include "sim/report/service_books.h"
#include "sim/report/signature.h"
#include "sim/report/timeline.h"
#include "sim/report/wait_clock.h"

namespace suanli {

struct RecorderOptions {
  std::optional<Duration> timeline_interval;  // sample for timeline.csv; see TimelineSampler for its limits
  bool fragmentation = false;                 // follow how much of what is free cannot be used
  bool placements = true;                     // keep where each job ran (jobs.csv needs it)
  bool token_gaps = false;                    // keep every time between two tokens of a request
  SimTime measure_from{};
  std::optional<SimTime> measure_until;
  SteadyState steady_state;  // handed on to the metrics
  const EstimateTable* estimate_table = nullptr;  // of described work; must outlive the result
};

// EngineOptions::marks of a run with services: where their totals must be told so that the part inside the window is known.
std::vector<SimTime> measure_marks(const RecorderOptions& options);

// A few writes per call, to one place per job, per request and per node; the columns of the result are made at the end. Memory is allocated at
// reset, for jobs whose wait reason changes (rows that are used again), for replicas, and for gaps between tokens.
class Recorder final : public Observer {
 public:
  Recorder() = default;  // of no run
  // The references must outlive the run, services the result too. [InputError] when measure_until is before measure_from, or for the
  // timeline's interval.
  Recorder(const Workload& workload, const Cluster& cluster, const RecorderOptions& options, std::span<const ServiceSpec* const> services = {}) {
    reset(workload, cluster, options, services);
  }
  // As if newly made, in the memory it has, that of a result not taken included.
  void reset(const Workload& workload, const Cluster& cluster, const RecorderOptions& options, std::span<const ServiceSpec* const> services = {});

  void began(const ClusterState& state) override { state_ = &state; }
  void submitted(SimTime now, JobId job) override;
  void waits_for(SimTime now, JobId job, WaitReason reason) override { waits_.reason(now, jobs_[job], reason); }
  void started(SimTime now, JobId job, std::span<const NodeHold> holds) override;
  void ended(SimTime now, JobId job, JobStatus status, std::span<const NodeHold> holds) override;
  void rejected(SimTime now, JobId job, RejectReason reason) override;

  // Only in a run with services.
  void request_arrived(SimTime, RequestId request, ServiceId service) override { services_->arrived(request, service); }
  void request_routed(SimTime now, RequestId request, ServiceId service, ReplicaId replica, RoutedAs as) override {
    services_->routed(request, replica, as);
    decisions_.route(now, request, service, replica, as);
  }
  void request_started(SimTime at, RequestId request) override { services_->started(at, request); }
  void request_preempted(SimTime, RequestId request) override { services_->preempted(request); }
  void first_token(SimTime at, RequestId request) override { services_->first_token(at, request); }
  bool wants_tokens() const override { return services_ && services_->wants_tokens(); }
  void tokens(RequestId request, std::span<const SimTime> at) override { services_->tokens(request, at); }
  void request_ended(SimTime at, RequestId request, JobStatus status, RequestFault fault, ReplicaId replica) override {
    services_->ended(at, request, status, fault, replica);
    if (status == JobStatus::rejected) decisions_.refuse(at, request, fault);
  }
  void replica_started(SimTime now, ServiceId service, ReplicaId replica, std::span<const NodeHold> holds) override;
  void replica_ready(SimTime now, ServiceId service, ReplicaId replica) override { services_->replica_ready(now, service, replica); }
  void replica_draining(SimTime now, ServiceId service, ReplicaId replica) override { services_->replica_draining(now, service, replica); }
  void replica_ended(SimTime now, ServiceId service, ReplicaId replica, std::span<const NodeHold> holds) override;
  void replica_unplaced(SimTime now, ServiceId service, std::uint32_t replicas) override { services_->replica_unplaced(now, service, replicas); }
  void replica_totals(SimTime now, ServiceId service, ReplicaId replica, const ReplicaTotals& totals) override {
    services_->replica_totals(now, service, replica, totals);
  }

  void settled(SimTime now) override;
  void finished(SimTime end) override;

  // REQUIRES the run to have finished. Valid until reset.
  RunResult& result() { return result_; }
  // The same, as the caller's own. Leaves the recorder empty and without memory.
  RunResult take();

 private:
  // Of one task, in milli-units by DeviceKind.
  using Demand = PerKind<std::int64_t>;
  struct NodeBooks {
    PerKind<Int128> device_time{};  // milli x ns so far; short of what is held now x the time it was taken
    PerKind<std::int64_t> held{};
  };

  // ns since 0, moved into the window.
  std::int64_t clipped(SimTime time) const { return std::min(std::max(time, from_), until_).time_since_epoch().count(); }
  void reset_result(const Workload& workload, const Cluster& cluster, const RecorderOptions& options);
  void book(SimTime now, JobId job, std::span<const NodeHold> holds, std::int64_t sign);
  void hold_replica(ServiceId service, std::span<const NodeHold> holds, std::int64_t sign);
  void keep_placement(JobId job, std::span<const NodeHold> holds);
  void keep_work_entry(JobId job, std::span<const NodeHold> holds);
  void integrate(SimTime now);
  bool is_measured(SimTime submit) const { return submit >= from_ && (open_end_ || submit < until_); }
  void fill_job_columns(SimTime end);
  void fill_device_time(SimTime end);

  const Workload* workload_ = nullptr;
  const ClusterState* state_ = nullptr;
  SimTime from_{};
  SimTime until_{};
  bool open_end_ = true;
  IdVector<ShapeId, Demand> demands_;
  IdVector<JobId, JobBooks> jobs_;
  IdVector<NodeId, NodeBooks> nodes_;
  WaitClock waits_;
  DecisionHash decisions_;
  RunResult result_;
  GangSpread spread_;

  std::int64_t queued_ = 0;
  std::int64_t running_ = 0;
  PerKind<std::int64_t> busy_{};
  SimTime settled_at_{};  // since then the following hold
  std::int64_t settled_queued_ = 0;
  std::int64_t settled_running_ = 0;

  Kept<ServiceBooks> services_;
  Kept<TimelineSampler> timeline_;
  Kept<FragmentationMeter> fragmentation_;
};

}  // namespace suanli
