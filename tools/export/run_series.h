// run_series.h -- counts over the time of a run, made from its jobs: who waits, who runs, what is busy, what has ended, how long jobs waited.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/base/int128.h"
#include "sim/report/run_result.h"
#include "tools/export/job_rows.h"
#include "tools/export/sample_grid.h"

namespace suanli::exports {

// Upper bounds of the classes of waiting time; a last class has none.
inline constexpr std::array<std::int64_t, 9> wait_bounds_s{0, 60, 300, 900, 1800, 3600, 14'400, 43'200, 86'400};

// jobs.csv does not say when a job was rejected: it counts as rejected when it was submitted, and never as queued.
class RunSeries {
 public:
  // by_node: also busy(node, kind); 8 bytes x samples x nodes x kinds.
  RunSeries(const SampleGrid& grid, const NodeList& nodes, bool by_node);

  void add(const JobRow& job);
  // After the last job, once.
  void accumulate();

  const SampleGrid& grid() const { return grid_; }
  std::int64_t queued(std::size_t sample) const { return queued_[sample]; }
  std::int64_t running(std::size_t sample) const { return running_[sample]; }
  std::int64_t busy_milli(DeviceKind kind, std::size_t sample) const { return busy_[static_cast<std::size_t>(kind)][sample]; }
  std::int64_t busy_milli(std::size_t node, DeviceKind kind, std::size_t sample) const {
    return node_busy_[node * device_kinds.size() + static_cast<std::size_t>(kind)][sample];
  }
  // So far.
  std::int64_t submitted(std::size_t sample) const { return submitted_[sample]; }
  std::int64_t ended(JobStatus status, std::size_t sample) const { return ended_[static_cast<std::size_t>(status)][sample]; }
  // Of the jobs that have started: how many waited no longer than the bound (all of them past the last), and in sum.
  std::int64_t waits(std::size_t bound, std::size_t sample) const { return waits_[bound][sample]; }
  Int128 waited_ns(std::size_t sample) const { return waited_ns_[sample]; }

 private:
  using Count = SampledCount<>;

  SampleGrid grid_;
  Count queued_;
  Count running_;
  Count submitted_;
  std::vector<Count> busy_;
  std::vector<Count> node_busy_;  // [nodes x kinds]
  std::vector<Count> ended_;
  std::vector<Count> waits_;  // cumulative over bounds
  SampledCount<Int128> waited_ns_;
};

}  // namespace suanli::exports
