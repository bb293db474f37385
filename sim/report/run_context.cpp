// run_context.cpp -- sets up, runs and keeps.
#include "sim/report/run_context.h"

namespace suanli {

RunResult& RunContext::run(const Workload& workload, const Cluster& cluster, SchedulingPolicy& scheduling, PlacementPolicy& placement,
                           const EngineOptions& engine, const RecorderOptions& recorder) {
  Recorder books(workload, cluster, recorder);
  Observer* const observers[] = {&books};
  outcome_ = Engine(workload, cluster, scheduling, placement, engine, observers).run();
  result_ = books.take();
  if (!outcome_.limit.empty()) result_.limit_hit = outcome_.limit;
  return result_;
}

}  // namespace suanli
