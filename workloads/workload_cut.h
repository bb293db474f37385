// workload_cut.h -- a stretch of a workload, and the same jobs and requests at another pace.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sim/model/workload.h"
#include "workloads/ledger.h"

namespace suanli {

// First the stretch is cut, then its pace is changed.
struct WorkloadCut {
  Duration from{};                // what is submitted or arrives before is left out; this time becomes 0
  std::optional<Duration> until;  // what is submitted or arrives at this time or later is left out
  std::optional<double> rate;     // submit times and arrivals are divided by it; durations stay
  std::optional<double> requests_per_s;  // arrivals of requests alone are stretched to this mean rate: 1 over the mean gap

  bool operator==(const WorkloadCut&) const = default;
  bool changes_nothing() const { return *this == WorkloadCut{}; }
};

// Ids and all else stay. A dependency on a job that is left out counts as fulfilled, and is told in the ledger. [InputError] naming the
// workload's source when nothing is left, when a time passes 292 years, or when there are fewer than two requests,
// or all at one time, which have no rate. REQUIRES rates above 0 and not both, until after from.
std::unique_ptr<const Workload> cut_workload(const Workload& workload, const WorkloadCut& cut, Ledger& ledger);

}  // namespace suanli
