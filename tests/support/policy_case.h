// policy_case.h -- a few jobs on a small cluster under a policy by name: when and where they started.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "policies/registry.h"
#include "sim/engine/engine.h"

namespace suanli::test {

// Nodes that are alike.
struct CaseNodes {
  std::string name{};
  std::uint32_t count = 1;
  double cpus = 1;
  std::int32_t gpus = 0;
};

// Per task, as in a trace.
struct CaseJob {
  std::string id{};
  double submit_s = 0;
  std::uint32_t tasks = 1;
  double cpus = 1;
  std::int32_t gpus = 0;
  double duration_s = 1;
  double time_limit_s = 0;  // 0: none
};

struct StartRecord final : Observer {
  std::map<JobId, SimTime> at;
  std::map<JobId, NodeId> first_node;
  void started(SimTime now, JobId job, std::span<const NodeHold> holds) override {
    at[job] = now;
    first_node[job] = holds.front().node;
  }
};

struct PolicyCase {
  std::string scheduling = "fcfs";
  std::string placement = "best_fit";
  std::vector<CaseNodes> pools{};
  std::vector<CaseJob> jobs{};

  // By job id; jobs that never started are not there.
  std::map<std::string, double> start_seconds() const {
    std::map<std::string, double> seconds;
    run([&](const StartRecord& record, const Workload& workload, const Cluster&) {
      for (const auto& [job, at] : record.at) seconds[std::string(workload.id_text(job))] = to_seconds(at - time_zero);
    });
    return seconds;
  }

  // The node of the first task of each job.
  std::map<std::string, std::string> nodes() const {
    std::map<std::string, std::string> names;
    run([&](const StartRecord& record, const Workload& workload, const Cluster& cluster) {
      for (const auto& [job, node] : record.first_node) names[std::string(workload.id_text(job))] = cluster.node_name(node);
    });
    return names;
  }

 private:
  template <class Entry>
  static auto make(std::span<const Entry* const> entries, const std::string& name) {
    const Entry* entry = find_entry(entries, name);
    REQUIRE_MESSAGE(entry != nullptr, "no policy of the name " << name);
    return entry->make(Params(entry->params), PolicyContext{});
  }

  std::unique_ptr<const Workload> workload() const {
    WorkloadBuilder builder;
    for (const CaseJob& job : jobs) {
      JobRecord record;
      record.id = job.id;
      record.submit = time_zero + *to_duration(job.submit_s);
      record.tasks = job.tasks;
      record.cpu_milli = static_cast<std::int64_t>(job.cpus * milli);
      record.gpu_milli = job.gpus * static_cast<std::int32_t>(milli);
      record.duration = *to_duration(job.duration_s);
      if (job.time_limit_s > 0) record.time_limit = *to_duration(job.time_limit_s);
      builder.add(record);
    }
    return builder.finish({});
  }

  Cluster cluster() const {
    ClusterSpec spec;
    spec.zones.emplace_back().name = "here";
    for (const CaseNodes& nodes : pools) {
      Pool& pool = spec.pools.emplace_back();
      pool.name = nodes.name;
      pool.count = nodes.count;
      pool.cpus = nodes.cpus;
      if (nodes.gpus > 0) pool.devices = {{"gpu", nodes.gpus}};
    }
    std::vector<DeviceModel> catalog(2);
    catalog[0].name = "generic-cpu";
    catalog[0].kind = DeviceKind::cpu;
    catalog[1].name = "gpu";
    return {spec, catalog};
  }

  template <class Tell>
  void run(Tell tell) const {
    const Cluster machines = cluster();
    const auto work = workload();
    const auto policy = make(scheduling::entries(), this->scheduling);
    const auto placer = make(placement::entries(), this->placement);
    StartRecord record;
    Observer* const observers[] = {&record};
    EngineOptions options;
    options.check_invariants = true;
    Engine(*work, machines, *policy, *placer, options, observers).run();
    tell(record, *work, machines);
  }
};

}  // namespace suanli::test
