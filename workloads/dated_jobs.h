// dated_jobs.h -- jobs with calendar submit times: those of one virtual cluster and one stretch of time, sorted, from second 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "sim/base/params.h"
#include "sim/base/time.h"
#include "sim/model/workload.h"
#include "workloads/ledger.h"

namespace suanli {

struct DatedJob {
  Duration submitted{};  // since 1970
  Duration duration{};
  std::uint32_t tasks = 1;
  std::int64_t cpu_milli = 0;
  std::int32_t gpu_milli = 0;
  std::string id;  // empty: the rank after filtering and sorting, from 0
  std::string virtual_cluster;
  std::string user;
  std::string status;
  std::size_t line = 0;
};

// Which jobs are wanted.
struct DatedJobFilter {
  std::string virtual_cluster;    // empty: all
  std::optional<Duration> from;   // since 1970; jobs submitted before are left out
  std::optional<Duration> until;  // jobs submitted at or after are left out

  // From the text parameters `cluster`, `from` and `until`. [InputError] when a time cannot be read or until is not after from.
  explicit DatedJobFilter(const Params& params);
};

class DatedJobs {
 public:
  explicit DatedJobs(DatedJobFilter filter) : filter_(std::move(filter)) {}

  // Counts what is left out, and jobs submitted before the one above. An id seen before is dropped.
  void add(DatedJob job, Ledger& ledger);
  // Moves the jobs to `builder`: sorted by time (stable), submit times from the first, tenant = virtual cluster.
  // [InputError] naming `file` when a virtual cluster was asked for that no job has.
  void move_to(WorkloadBuilder& builder, const std::string& file);

 private:
  DatedJobFilter filter_;
  std::vector<DatedJob> jobs_;
  std::set<std::string, std::less<>> clusters_seen_;  // before filtering
  std::unordered_set<std::string> ids_seen_;          // looked up, never walked
};

}  // namespace suanli
