// policy_case.h -- a few jobs on a small cluster under a policy by name, written as data: when and where they started.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/replay.h"

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

struct PolicyCase {
  std::string scheduling = "fcfs";
  std::string placement = "best_fit";
  std::vector<CaseNodes> pools{};
  std::vector<CaseJob> jobs{};

  // By job id; jobs that never started are not there.
  std::map<std::string, double> start_seconds() const {
    const auto work = workload();
    const Schedule schedule = replay(*work, cluster(), {scheduling, {}}, {placement, {}});
    std::map<std::string, double> seconds;
    for (const JobId job : schedule.order) seconds[std::string(work->id_text(job))] = to_seconds(Duration{schedule.start[index_of(job)]});
    return seconds;
  }

  // The node of the first task of each job.
  std::map<std::string, std::string> nodes() const {
    const auto work = workload();
    const Cluster machines = cluster();
    const Schedule schedule = replay(*work, machines, {scheduling, {}}, {placement, {}});
    std::map<std::string, std::string> names;
    for (const JobId job : schedule.order) {
      names[std::string(work->id_text(job))] = machines.node_name(schedule.holds[index_of(job)].front().node);
    }
    return names;
  }

 private:
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
    for (const CaseNodes& nodes : pools) {
      Pool& pool = spec.pools.emplace_back();
      pool.name = nodes.name;
      pool.count = nodes.count;
      pool.cpus = nodes.cpus;
      if (nodes.gpus > 0) pool.devices = {{"gpu", nodes.gpus}};
    }
    return {std::move(spec), {{.name = "generic-cpu", .kind = DeviceKind::cpu}, {.name = "gpu", .kind = DeviceKind::gpu}}};
  }
};

}  // namespace suanli::test
