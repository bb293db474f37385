// replay_measures.cpp -- G4, G5: the whole simulator (policies, recorder, metrics) under FCFS and best fit on 1,000 and 10,000 nodes.
#include "sim/report/metrics.h"
#include "sim/report/run_context.h"
#include "tools/bench/measures.h"
#include "tools/bench/replay_cases.h"

namespace suanli::bench {
namespace {

void replay(const Workload& workload, const Cluster& cluster) {
  const FcfsBestFit policies;
  RunContext context;
  const RunResult& result = context.run(workload, cluster, *policies.scheduling, *policies.placement, {}, {});
  keep(compute_metrics(result, workload, cluster).size());
}

}  // namespace

std::vector<Measure> replay_measures() {
  const auto small_jobs = one_node_jobs(1'000, 500'000);
  const auto large_jobs = one_node_jobs(10'000, 500'000);
  const Cluster small = gpu_cluster(1'000);
  const Cluster large = gpu_cluster(10'000);
  const Ratio ratio = ratio_of(3, [&] { replay(*large_jobs, large); }, [&] { replay(*small_jobs, small); });
  const auto count = static_cast<double>(small_jobs->job_count());
  return {{"G4", "FCFS + best fit with recorder and metrics, 1,000 nodes", count / ratio.b_seconds / 1e6, "M jobs/s", Goal::at_least, 4},
          {"G4", "the same on 10,000 nodes", count / ratio.a_seconds / 1e6, "M jobs/s", Goal::told, 0},
          {"G5", "ns per job, 10,000 nodes / 1,000 nodes", ratio.ratio, "1", Goal::at_most, 1.6}};
}

}  // namespace suanli::bench
