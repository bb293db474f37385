// run_context.h -- one run after another: the engine and the recorder of a run, kept for the next one.
#pragma once

#include <span>
#include <vector>

#include "sim/engine/engine.h"
#include "sim/engine/serving/service_spec.h"
#include "sim/report/recorder.h"
#include "sim/report/run_result.h"

namespace suanli {

// For many runs, one context per thread. Runs may differ in everything; each gives what it gives alone. Workloads and clusters may be shared
// between contexts; policies may not.
class RunContext {
 public:
  RunContext() = default;
  RunContext(const RunContext&) = delete;
  RunContext& operator=(const RunContext&) = delete;

  // The result, `limit_hit` included, is the context's and valid until its next run. The arguments need not outlive the call. Policies must
  // be new. [InputError], [PolicyError] as the engine and the recorder; the context may be used again after them. Services' specs must
  // outlive the result; EngineOptions::marks are set here.
  RunResult& run(const Workload& workload, const Cluster& cluster, SchedulingPolicy& scheduling, PlacementPolicy& placement,
                 const EngineOptions& engine, const RecorderOptions& recorder, std::span<const ServiceSetup> services = {});

  // The same result as the caller's own; it leaves the context without its memory.
  RunResult take() { return recorder_.take(); }

  // Of the last run.
  const RunOutcome& outcome() const { return outcome_; }

 private:
  Engine engine_;
  Recorder recorder_;
  RunOutcome outcome_;
  std::vector<const ServiceSpec*> specs_;
};

}  // namespace suanli
