// replay_measures.cpp -- G4, G5: the whole simulator (policies, recorder, metrics) under FCFS and best fit on 1,000 and 10,000 nodes.
#include "policies/registry.h"
#include "sim/base/random.h"
#include "sim/engine/engine.h"
#include "sim/report/metrics.h"
#include "sim/report/recorder.h"
#include "tools/bench/measures.h"

namespace suanli::bench {
namespace {

Cluster gpu_cluster(std::uint32_t nodes) {
  ClusterSpec spec;
  spec.pools.push_back({.name = "node", .count = nodes, .cpus = 64, .memory_gib = 512, .devices = {{"gpu", 8}}});
  return Cluster(std::move(spec), {{.name = "generic-cpu", .kind = DeviceKind::cpu}, {.name = "gpu", .kind = DeviceKind::gpu}});
}

// 500,000 one-node jobs of CPUs, memory and none to eight GPUs that keep the nodes about 90 % full.
std::unique_ptr<const Workload> jobs_for(std::uint32_t nodes) {
  constexpr int count = 500'000;
  Stream random(1, "bench/replay");
  WorkloadBuilder builder;
  builder.reserve(count);
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

void replay(const Workload& workload, const Cluster& cluster) {
  const auto* fcfs = find_entry(scheduling::entries(), "fcfs");
  const auto* best_fit = find_entry(placement::entries(), "best_fit");
  const auto scheduler = fcfs->make(Params(fcfs->params), {1});
  const auto placer = best_fit->make(Params(best_fit->params), {1});
  Recorder recorder(workload, cluster, {});
  Observer* observers[] = {&recorder};
  Engine(workload, cluster, *scheduler, *placer, {}, observers).run();
  const RunResult result = recorder.take();
  keep(compute_metrics(result, workload, cluster).size());
}

}  // namespace

std::vector<Measure> replay_measures() {
  const auto small_jobs = jobs_for(1'000);
  const auto large_jobs = jobs_for(10'000);
  const Cluster small = gpu_cluster(1'000);
  const Cluster large = gpu_cluster(10'000);
  const Ratio ratio = ratio_of(3, [&] { replay(*large_jobs, large); }, [&] { replay(*small_jobs, small); });
  const auto count = static_cast<double>(small_jobs->job_count());
  return {{"G4", "FCFS + best fit with recorder and metrics, 1,000 nodes", count / ratio.b_seconds / 1e6, "M jobs/s", Goal::at_least, 4},
          {"G4", "the same on 10,000 nodes", count / ratio.a_seconds / 1e6, "M jobs/s", Goal::told, 0},
          {"G5", "ns per job, 10,000 nodes / 1,000 nodes", ratio.ratio, "1", Goal::at_most, 1.6}};
}

}  // namespace suanli::bench
