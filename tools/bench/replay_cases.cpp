// replay_cases.cpp -- draws the jobs and makes the policies.
#include "tools/bench/replay_cases.h"

#include <string>

#include "sim/base/random.h"

namespace suanli::bench {

Cluster gpu_cluster(std::uint32_t nodes) {
  ClusterSpec spec;
  spec.pools.push_back({.name = "node", .count = nodes, .cpus = 64, .memory_gib = 512, .devices = {{"gpu", 8}}});
  return Cluster(std::move(spec), {{.name = "generic-cpu", .kind = DeviceKind::cpu}, {.name = "gpu", .kind = DeviceKind::gpu}});
}

std::unique_ptr<const Workload> one_node_jobs(std::uint32_t nodes, int count) {
  Stream random(1, "bench/replay");
  WorkloadBuilder builder;
  builder.reserve(static_cast<std::size_t>(count));
  constexpr std::int32_t gpus[] = {0, 1, 1, 1, 2, 2, 4, 8};
  double now = 0;
  for (int i = 0; i < count; ++i) {
    const std::int32_t wanted = gpus[random.below(8)];  // mean 19/8
    const double run = random.exponential(3600);
    now += random.exponential(3600 * 2.375 / (0.9 * 8 * nodes));
    const std::string id = std::to_string(i);
    JobRecord job;
    job.id = id;
    job.submit = SimTime(*to_duration(now));
    job.cpu_milli = milli * (wanted * 4 + (std::int64_t{1} << random.below(4)));
    job.memory_kib = (std::int64_t{16} << 20) * (1 + wanted + static_cast<std::int64_t>(random.below(4)));
    job.gpu_milli = wanted * 1000;
    job.duration = *to_duration(run);
    builder.add(job);
  }
  return builder.finish({"bench", "generated"});
}

FcfsBestFit::FcfsBestFit() {
  const auto* fcfs = find_entry(scheduling::entries(), "fcfs");
  const auto* best_fit = find_entry(placement::entries(), "best_fit");
  scheduling = fcfs->make(Params(fcfs->params), {1});
  placement = best_fit->make(Params(best_fit->params), {1});
}

}  // namespace suanli::bench
