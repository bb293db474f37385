// sweep_measures.cpp -- G8: what a run of a sweep costs when two threads run at once, and when memory of the run before is used again.
#include <array>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "sim/report/metrics.h"
#include "sim/report/run_context.h"
#include "tools/bench/measures.h"
#include "tools/bench/replay_cases.h"

namespace suanli::bench {
namespace {

constexpr int job_count = 100'000;
constexpr int runs = 4;  // of each thread in a round
constexpr int rounds = 15;

struct Shared {
  std::unique_ptr<const Workload> workload = one_node_jobs(1'000, job_count);
  Cluster cluster = gpu_cluster(1'000);
};

void run_once(RunContext& context, const Shared& shared) {
  const FcfsBestFit policies;
  const RunResult& result = context.run(*shared.workload, shared.cluster, *policies.scheduling, *policies.placement, {}, {});
  keep(compute_metrics(result, *shared.workload, shared.cluster).size());
}

// Adds the CPU seconds of single runs, of `contexts.size()` threads at once, each in its own memory that a run before has warmed.
void measure_runs(std::span<const std::unique_ptr<RunContext>> contexts, const Shared& shared, std::vector<double>& seconds) {
  std::vector<std::vector<double>> of_thread(contexts.size());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < contexts.size(); ++i) {
    threads.emplace_back([&, i] {
      run_once(*contexts[i], shared);
      for (int run = 0; run < runs; ++run) {
        const double begin = cpu_seconds();
        run_once(*contexts[i], shared);
        of_thread[i].push_back(cpu_seconds() - begin);
      }
    });
  }
  threads.clear();  // waits for them
  for (const std::vector<double>& some : of_thread) seconds.insert(seconds.end(), some.begin(), some.end());
}

Measure threads_measure(const Shared& shared) {
  const std::array contexts{std::make_unique<RunContext>(), std::make_unique<RunContext>()};
  std::vector<double> alone, together;
  for (int round = 0; round < rounds; ++round) {
    measure_runs(std::span(contexts).first(1), shared, alone);
    measure_runs(contexts, shared, together);
  }
  return {"G8", "CPU per run of 100,000 jobs over one workload: two threads / one", median(together) / median(alone), "1", Goal::at_most, 1.05};
}

}  // namespace

std::vector<Measure> sweep_measures() {
  const Shared shared;
  RunContext reused;
  const auto in_reused = [&] { run_once(reused, shared); };
  const auto in_fresh = [&] {
    RunContext fresh;
    run_once(fresh, shared);
  };
  const Ratio ratio = ratio_of(25, in_reused, in_fresh);
  return {threads_measure(shared),
          {"G8", "CPU per run, in the memory of the run before / in new memory", ratio.ratio, "1", Goal::told, 0},
          {"G8", "the former, with metrics", ratio.a_seconds * 1e3, "ms", Goal::told, 0}};
}

}  // namespace suanli::bench
