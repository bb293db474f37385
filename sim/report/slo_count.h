// slo_count.h -- which requests met the limits that their service promises.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "sim/base/ids.h"
#include "sim/model/workload.h"
#include "sim/report/run_result.h"

namespace suanli {

// Every request is one of these.
struct SloCount {
  std::size_t met = 0;
  std::size_t missed = 0;     // rejected and failed ones, and unfinished ones that can no longer meet a limit or have none
  std::size_t undecided = 0;  // unfinished ones that can still meet every limit: their limits lie beyond the run's end
};

// Whether a request that arrived met all limits for its priority; none while it is undecided.
std::optional<bool> met_slo(const RunResult& run, const Workload& workload, RequestId request);
SloCount count_slo(const RunResult& run, const Workload& workload, std::span<const RequestId> requests);

}  // namespace suanli
