// placement_session.h -- tries places on the real state through the placement policy and takes back what is not used.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/engine/cluster_state.h"
#include "sim/engine/estimates.h"
#include "sim/engine/gang_spread.h"
#include "sim/engine/hold_memory.h"
#include "sim/engine/policy.h"
#include "sim/engine/serving/service_spec.h"

namespace suanli {

class PlacementSession final : public Placer, public PlacementRoom {
 public:
  // Begins a run, in the memory it has. `policy_name` for messages. `estimates` may be null. All references must outlive the run.
  void reset(const Workload& workload, const ShapeTable& shapes, const RunTimes& run_times, ClusterState& state,
             PlacementPolicy& policy, const std::string& policy_name, const Estimates* estimates);

  // Placer
  bool place(JobId job) override;
  bool place_on(JobId job, std::span<const ClassId> classes) override;
  const Allocation& pending() const override { return pending_; }
  void discard() override;
  Duration pending_estimate() const override;
  void waits_for(JobId job, WaitReason reason) override { noted_.push_back({job, reason}); }

  // PlacementRoom
  const ClusterState& state() const override { return *state_; }
  const ShapeOnCluster& shape() const override { return *shape_; }
  Duration run_time_on(ClassId node_class) const override;
  SimTime now() const override { return now_; }
  SimTime submitted() const override { return service_ != nullptr ? now_ : workload_->submit[*job_]; }
  void take(NodeId node, std::uint32_t tasks) override;
  void retry_at(SimTime at) override;

  // For the engine.
  std::optional<JobId> pending_job() const { return job_; }
  void set_now(SimTime now);
  // The earliest later time at which a refused gang wants to be tried again.
  SimTime next_retry() const { return next_retry_; }
  // The pending place becomes a start's: `holds`, which was empty, and stays taken.
  void commit(Allocation& holds);
  // A place for one replica, which stays taken: `holds`, which was empty. False when there is none. REQUIRES nothing pending.
  bool place_replica(const ServiceSpec& service, const ShapeOnCluster& shape, Allocation& holds);
  // A job or a replica ended: its holds are given back and emptied; what did not fit may fit now.
  void release(Allocation& holds, const TaskShape& task);
  // Empties the holds of a job of the last run.
  void forget(Allocation& holds) { memory_.recycle(holds); }
  // The true run time on a place: that of the slowest node.
  Duration run_time(JobId job, const Allocation& holds) const;
  struct Noted {
    JobId job;
    WaitReason reason;
  };
  std::vector<Noted>& noted() { return noted_; }

 private:
  // The smallest gang of a shape that found no place since the last release.
  struct Failure {
    std::uint64_t epoch = 0;
    std::uint32_t tasks = 0;
  };
  bool seat(JobId job, const ShapeOnCluster& shape);
  bool seat(const Gang& gang, const ShapeOnCluster& shape);
  std::string gang_name() const;  // for messages
  void give_back();
  void note_failure(JobId job);

  const Workload* workload_ = nullptr;
  const ShapeTable* shapes_ = nullptr;
  const RunTimes* run_times_ = nullptr;
  ClusterState* state_ = nullptr;
  PlacementPolicy* policy_ = nullptr;
  std::string policy_name_;
  const Estimates* estimates_ = nullptr;
  SimTime now_{};
  std::optional<JobId> job_;
  const ServiceSpec* service_ = nullptr;   // of the replica being placed; null: a job
  const ShapeOnCluster* shape_ = nullptr;  // of what is being placed, on the classes it may use
  ShapeOnCluster confined_;
  Allocation pending_;
  HoldMemory memory_;  // of all other allocations
  mutable GangSpread spread_;  // memory for run_time
  std::uint64_t epoch_ = 1;
  IdVector<ShapeId, Failure> failures_;
  std::vector<Noted> noted_;
  SimTime next_retry_ = time_never;
  bool retry_asked_ = false;
};

}  // namespace suanli
