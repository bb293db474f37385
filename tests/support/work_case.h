// work_case.h -- jobs that describe their work, on devices with simple rates, replayed from a scenario as a user writes it.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "scenarios/build.h"
#include "sim/report/run_context.h"
#include "tests/support/temporary_directory.h"

namespace suanli::test {

// "toy": 100 TFLOP/s whatever the size, memory that costs next to nothing, 100 GB/s between devices of a node. "toy-net": 1e12 operations
// forward and 2e12 backward per sample, no parameters; "toy-big": the same with 50e9 parameters.
inline std::string work_scenario(const std::string& pools, const std::string& more = {}) {
  return R"({"devices": [{"name": "toy", "kind": "gpu"}, {"name": "toy-fpga", "kind": "fpga"}],
    "device_rates": [{"device": "toy", "peak_bf16_tflops": 100, "memory_gb": 1000, "memory_gb_per_s": 1e6, "host_link_gb_per_s": 1e6,
                      "bus_reduce_gb_per_s": 100, "bus_gather_gb_per_s": 100, "source": "made up"},
                     {"device": "toy-fpga", "memory_gb": 16, "memory_gb_per_s": 100, "reconfigure_s": 1, "source": "made up"}],
    "works": [{"name": "toy-net", "kind": "toy", "flops": 1e12, "source": "made up"},
              {"name": "toy-big", "kind": "toy", "flops": 1e12, "parameters_million": 50000, "source": "made up"}],
    "cluster": {"pools": [)" + pools + R"(]}, "workload": "trace.json")" + more + "}";
}

struct WorkRun {
  TemporaryDirectory directory;
  std::unique_ptr<Experiment> experiment;
  RunContext context;
  const RunResult* result = nullptr;

  WorkRun(const std::string& scenario, const std::string& jobs) {
    directory.write("trace.json", R"({"format": "suanli-trace", "version": 1, "jobs": [)" + jobs + "]}");
    const std::string path = directory.write("scenario.json", scenario);
    experiment = std::make_unique<Experiment>(build(read_scenario(path)));
    experiment->engine.check_invariants = true;
    result = &context.run(*experiment->workload, experiment->cluster, *experiment->policies.scheduling, *experiment->policies.placement,
                          experiment->engine, experiment->recorder);
  }

  JobId job(const std::string& id) const { return *experiment->workload->find(id); }
  double run_s(const std::string& id) const { return to_seconds(result->jobs.end[job(id)] - result->jobs.start[job(id)]); }
  JobStatus status(const std::string& id) const { return result->jobs.status[job(id)]; }
  const StepEstimate& estimate(const std::string& id) const { return result->estimate_table->estimate(result->jobs.work_entry[job(id)]); }
};

}  // namespace suanli::test
