// counted.h -- numbers of things in a sentence.
#pragma once

#include <cstddef>
#include <string>

#include "sim/model/workload.h"

namespace suanli::cli {

// "1 node", "2 nodes".
inline std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

// "3 jobs", "5 requests", "3 jobs and 5 requests".
inline std::string counted_records(const Workload& workload) {
  const std::string jobs = counted(workload.job_count(), "job");
  if (workload.request_count() == 0) return jobs;
  const std::string requests = counted(workload.request_count(), "request");
  return workload.job_count() == 0 ? requests : jobs + " and " + requests;
}

}  // namespace suanli::cli
