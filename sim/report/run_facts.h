// run_facts.h -- what run.json says of a run besides the scenario.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "sim/base/ids.h"
#include "sim/model/workload.h"
#include "sim/report/run_result.h"

namespace suanli {

// Jobs or requests by how they ended; submitted = sum of the others.
struct JobCounts {
  std::size_t submitted = 0;
  std::array<std::size_t, job_status_names.size()> by_status{};
  std::size_t operator[](JobStatus status) const { return by_status[static_cast<std::size_t>(status)]; }
};

struct RunFacts {
  JobCounts jobs;                // of the whole run, whatever window is measured
  std::size_t never_arrived = 0;  // jobs of the trace that the run ended before
  std::string signature;         // 16 hexadecimal digits
  SimTime end{};
  MeasureWindow window;
  std::optional<std::string> limit_hit;
  std::optional<JobCounts> requests;        // of the whole run; none in a run without services
  std::size_t requests_never_arrived = 0;   // of the trace
};

// [InternalError] when a job's status and times contradict each other.
JobCounts count_jobs(const RunResult& run, std::span<const JobId> jobs);
// Of those that arrived; likewise.
JobCounts count_requests(const OnlineResult& online, std::span<const RequestId> requests);
RunFacts run_facts(const RunResult& run, const Workload& workload);

}  // namespace suanli
