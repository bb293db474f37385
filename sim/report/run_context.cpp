// run_context.cpp -- sets up, runs and keeps.
#include "sim/report/run_context.h"

namespace suanli {

RunResult& RunContext::run(const Workload& workload, const Cluster& cluster, SchedulingPolicy& scheduling, PlacementPolicy& placement,
                           const EngineOptions& engine, const RecorderOptions& recorder, std::span<const ServiceSetup> services) {
  specs_.clear();
  for (const ServiceSetup& service : services) specs_.push_back(service.spec);
  recorder_.reset(workload, cluster, recorder, specs_);
  Observer* const observers[] = {&recorder_};
  if (services.empty()) {
    engine_.reset(workload, cluster, scheduling, placement, engine, observers);
  } else {
    EngineOptions options = engine;
    options.marks = measure_marks(recorder);
    engine_.reset(workload, cluster, scheduling, placement, options, observers, services);
  }
  outcome_ = engine_.run();
  RunResult& result = recorder_.result();
  if (!outcome_.limit.empty()) result.limit_hit = outcome_.limit;
  return result;
}

}  // namespace suanli
