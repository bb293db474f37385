// recorder.h -- the observer that turns a run into a RunResult.
#pragma once

#include <optional>

#include "sim/base/kept.h"
#include "sim/engine/gang_spread.h"
#include "sim/engine/observer.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"
#include "sim/report/fragmentation.h"
#include "sim/report/run_result.h"
#include "sim/report/signature.h"
#include "sim/report/timeline.h"
#include "sim/report/wait_clock.h"

namespace suanli {

struct RecorderOptions {
  std::optional<Duration> timeline_interval;  // sample for timeline.csv; see TimelineSampler for its limits
  bool fragmentation = false;                 // follow how much of what is free cannot be used
  bool placements = true;                     // keep where each job ran (jobs.csv needs it)
  SimTime measure_from{};
  std::optional<SimTime> measure_until;
  SteadyState steady_state;  // handed on to the metrics
  const EstimateTable* estimate_table = nullptr;  // of described work; must outlive the result
};

// A few writes per call, to one place per job and per node; the columns of the result are made at the end. Memory is allocated at
// reset and for jobs whose wait reason changes (rows that are used again).
class Recorder final : public Observer {
 public:
  Recorder() = default;  // of no run
  // The references must outlive the run. [InputError] when measure_until is before measure_from, or for the timeline's interval.
  Recorder(const Workload& workload, const Cluster& cluster, const RecorderOptions& options) { reset(workload, cluster, options); }
  // As if newly made, in the memory it has, that of a result not taken included.
  void reset(const Workload& workload, const Cluster& cluster, const RecorderOptions& options);

  void began(const ClusterState& state) override { state_ = &state; }
  void submitted(SimTime now, JobId job) override;
  void waits_for(SimTime now, JobId job, WaitReason reason) override { waits_.reason(now, jobs_[job], reason); }
  void started(SimTime now, JobId job, std::span<const NodeHold> holds) override;
  void ended(SimTime now, JobId job, JobStatus status, std::span<const NodeHold> holds) override;
  void rejected(SimTime now, JobId job, RejectReason reason) override;
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

  Kept<TimelineSampler> timeline_;
  Kept<FragmentationMeter> fragmentation_;
};

}  // namespace suanli
