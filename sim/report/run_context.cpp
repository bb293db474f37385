// run_context.cpp -- sets up, runs and keeps.
#include "sim/report/run_context.h"

namespace suanli {

RunResult& RunContext::run(const Workload& workload, const Cluster& cluster, SchedulingPolicy& scheduling, PlacementPolicy& placement,
                           const EngineOptions& engine, const RecorderOptions& recorder) {
  recorder_.reset(workload, cluster, recorder);
  Observer* const observers[] = {&recorder_};
  engine_.reset(workload, cluster, scheduling, placement, engine, observers);
  outcome_ = engine_.run();
  RunResult& result = recorder_.result();
  if (!outcome_.limit.empty()) result.limit_hit = outcome_.limit;
  return result;
}

}  // namespace suanli
