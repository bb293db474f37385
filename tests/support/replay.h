// replay.h -- runs a small workload under named policies and keeps every start, end and place.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "policies/registry.h"
#include "sim/engine/engine.h"

namespace suanli::test {

using Given = std::map<std::string, ParamValue>;

struct PolicyChoice {
  std::string name;
  Given params;
};

// What happened to each job; times in ns, -1 where it did not happen.
class Schedule final : public Observer {
 public:
  explicit Schedule(std::size_t jobs) : start(jobs, -1), end(jobs, -1), status(jobs, JobStatus::unfinished), holds(jobs), reason(jobs), waits(jobs) {}

  void began(const ClusterState& state) override { state_ = &state; }
  void started(SimTime now, JobId job, std::span<const NodeHold> held) override {
    faults += start[index_of(job)] != -1 ? 1 : 0;
    start[index_of(job)] = now.time_since_epoch().count();
    holds[index_of(job)].assign(held.data(), held.data() + held.size());
    order.push_back(job);
  }
  void ended(SimTime now, JobId job, JobStatus how, std::span<const NodeHold> held) override {
    faults += held.size() != holds[index_of(job)].size() ? 1 : 0;
    end[index_of(job)] = now.time_since_epoch().count();
    status[index_of(job)] = how;
  }
  void rejected(SimTime, JobId job, RejectReason why) override {
    status[index_of(job)] = JobStatus::rejected;
    reason[index_of(job)] = why;
  }
  void waits_for(SimTime, JobId job, WaitReason why) override { waits[index_of(job)].push_back(why); }

  std::vector<std::int64_t> start;
  std::vector<std::int64_t> end;
  std::vector<JobStatus> status;
  std::vector<Allocation> holds;
  std::vector<RejectReason> reason;
  std::vector<std::vector<WaitReason>> waits;
  std::vector<JobId> order;  // of starts
  int faults = 0;            // jobs told twice, or with other holds at the end than at the start

 private:
  const ClusterState* state_ = nullptr;
};

template <class Entry>
Params params_of(const Entry& entry, const Given& given) {
  std::vector<Problem> problems;
  Params params(entry.params, given, "", problems);
  REQUIRE(problems.empty());
  return params;
}

inline Schedule replay(const Workload& workload, const Cluster& cluster, const PolicyChoice& scheduling, const PolicyChoice& placement,
                       EngineOptions options = {.check_invariants = true}, std::uint64_t seed = 1) {
  const auto* scheduling_entry = find_entry(scheduling::entries(), scheduling.name);
  const auto* placement_entry = find_entry(placement::entries(), placement.name);
  REQUIRE(scheduling_entry != nullptr);
  REQUIRE(placement_entry != nullptr);
  const auto scheduler = scheduling_entry->make(params_of(*scheduling_entry, scheduling.params), {seed});
  const auto placer = placement_entry->make(params_of(*placement_entry, placement.params), {seed});
  Schedule schedule(workload.job_count());
  Observer* observers[] = {&schedule};
  Engine engine(workload, cluster, *scheduler, *placer, options, observers);
  const RunOutcome outcome = engine.run();
  CHECK(outcome.limit == "");
  CHECK(schedule.faults == 0);
  return schedule;
}

// One machine of `cpus` processors: a pool of one node.
inline Cluster one_machine(double cpus) {
  ClusterSpec spec;
  spec.pools.push_back({.name = "machine", .count = 1, .cpus = cpus});
  return Cluster(std::move(spec), {{.name = "generic-cpu", .kind = DeviceKind::cpu}});
}

// `nodes` alike nodes of `gpus` GPUs and 8 CPUs a GPU.
inline Cluster gpu_nodes(std::uint32_t nodes, std::int32_t gpus) {
  ClusterSpec spec;
  spec.pools.push_back({.name = "node", .count = nodes, .cpus = 8.0 * gpus, .memory_gib = 64.0 * gpus, .devices = {{"gpu", gpus}}});
  return Cluster(std::move(spec), {{.name = "generic-cpu", .kind = DeviceKind::cpu}, {.name = "gpu", .kind = DeviceKind::gpu}});
}

}  // namespace suanli::test
