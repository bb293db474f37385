// log_replay_measures.cpp -- G10: a batch log of 28,481 jobs on 100 processors under EASY, from the trace file to the CSV files.
#include "policies/registry.h"
#include "sim/engine/engine.h"
#include "sim/report/metrics.h"
#include "sim/report/recorder.h"
#include "sim/report/result_files.h"
#include "tools/bench/measures.h"
#include "tools/bench/scratch_directory.h"
#include "workloads/generate/preset_workload.h"
#include "workloads/read_trace.h"
#include "workloads/write_trace.h"

namespace suanli::bench {
namespace {

constexpr int count = 28'481;

void replay(const std::string& trace, const std::string& results) {
  const TraceFile read = read_trace(trace);
  const Workload& workload = *read.workload;
  ClusterSpec spec;
  spec.pools.push_back({.name = "machine", .count = 1, .cpus = 100});
  const Cluster cluster(std::move(spec), {{.name = "generic-cpu", .kind = DeviceKind::cpu}});
  const auto* easy = find_entry(scheduling::entries(), "easy_backfill");
  const auto* first_fit = find_entry(placement::entries(), "first_fit");
  const auto scheduler = easy->make(Params(easy->params), {1});
  const auto placer = first_fit->make(Params(first_fit->params), {1});
  Recorder recorder(workload, cluster, {});
  Observer* observers[] = {&recorder};
  Engine(workload, cluster, *scheduler, *placer, {}, observers).run();
  const RunResult result = recorder.take();
  const auto rows = compute_metrics(result, workload, cluster);
  write_result_files(results, result, workload, cluster, rows);
}

}  // namespace

std::vector<Measure> log_replay_measures() {
  const ScratchDirectory scratch;
  const std::string trace = scratch.file("log.ndjson");
  write_trace(*preset_workload("kth-like", count, 1), trace);
  const double seconds = median_seconds(5, [&] { replay(trace, scratch.file("results")); });
  return {{"G10", "28,481 jobs under EASY, trace file to CSV files", seconds, "s CPU", Goal::at_most, 0.15}};
}

}  // namespace suanli::bench
