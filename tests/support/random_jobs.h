// random_jobs.h -- a cluster of every kind of node, and random jobs that ask for every kind of thing on it.
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/random.h"
#include "tests/support/workloads.h"

namespace suanli::test {

inline Cluster mixed_cluster() {
  ClusterSpec spec;
  spec.zones = {{.name = "here"}, {.name = "there"}};
  spec.pools.push_back({.name = "gpu", .zone = "here", .count = 5, .cpus = 32, .memory_gib = 128, .devices = {{"gpu", 4}}, .rack_size = 2});
  spec.pools.push_back({.name = "fast", .zone = "there", .count = 3, .cpus = 16, .memory_gib = 64, .devices = {{"gpu-2", 8}}, .rack_size = 2});
  spec.pools.push_back({.name = "cpu", .zone = "here", .count = 4, .cpus = 24, .memory_gib = 96});
  spec.pools.push_back({.name = "fpga", .zone = "there", .count = 2, .cpus = 8, .memory_gib = 32, .devices = {{"fpga", 2}}});
  return Cluster(std::move(spec), small_catalog());
}

// Jobs of every kind, 4 s apart on average: gangs, shares, FPGAs, zones, models, dependencies, too-short limits, too-large demands, ties.
inline std::unique_ptr<const Workload> random_jobs(std::uint64_t seed, int count) {
  Stream random(seed, "property/jobs");
  WorkloadBuilder builder;
  const std::string_view zones[][1] = {{"here"}, {"there"}};
  const std::string_view models[][1] = {{"gpu"}, {"gpu-2"}};
  double now = 0;
  for (int i = 0; i < count; ++i) {
    now += std::floor(random.exponential(4));
    const std::string id = std::to_string(i);
    JobRecord job;
    job.id = id;
    job.submit = SimTime(seconds(now));
    job.tasks = random.below(3) == 0 ? 1 + static_cast<std::uint32_t>(random.below(12)) : 1;
    job.cpu_milli = 250 * static_cast<std::int64_t>(random.below(30));
    job.memory_kib = (std::int64_t{1} << 20) * static_cast<std::int64_t>(random.below(20));
    const std::uint64_t kind = random.below(8);
    if (kind < 3) job.gpu_milli = 1000 * (1 + static_cast<std::int32_t>(random.below(5)));
    else if (kind == 3) job.gpu_milli = 100 + static_cast<std::int32_t>(random.below(800));
    else if (kind == 4) job.fpgas = 1 + static_cast<std::int32_t>(random.below(3));
    if (job.cpu_milli == 0 && job.gpu_milli == 0 && job.fpgas == 0) job.cpu_milli = milli;
    if (random.below(6) == 0) job.zones = zones[random.below(2)];
    if (job.gpu_milli > 0 && random.below(5) == 0) job.device_models = models[random.below(2)];
    if (job.gpu_milli > 0 && random.below(2) == 0) job.reference_model = "gpu";
    const double run = std::floor(random.exponential(60));
    job.duration = seconds(run);
    job.time_limit = seconds(1 + std::floor(run * (0.8 + random.uniform())));
    const std::string before = std::to_string(i - 1 - static_cast<int>(random.below(5)));
    const std::string_view depends_on[] = {before};
    if (i > 10 && random.below(8) == 0) job.depends_on = depends_on;
    builder.add(job);
  }
  return builder.finish({"test", "random"});
}

// CPU jobs alone, some of them gangs, 8 s apart on average: for rules that need one machine.
inline std::unique_ptr<const Workload> cpu_jobs(std::uint64_t seed, int count) {
  Stream random(seed, "property/cpu jobs");
  std::vector<JobRecord> jobs;
  double now = 0;
  for (int i = 0; i < count; ++i) {
    now += std::floor(random.exponential(8));
    const double run = 1 + std::floor(random.exponential(60));
    jobs.push_back(cpu_job(now, 1 + static_cast<std::uint32_t>(random.below(12)), run, 1 + std::floor(run * (0.8 + random.uniform()))));
    jobs.back().user = random.below(2) == 0 ? "someone" : "else";
  }
  return workload_of(std::move(jobs));
}

}  // namespace suanli::test
