// run_series.cpp -- what each job changes, and when.
#include "tools/export/run_series.h"

namespace suanli::exports {

RunSeries::RunSeries(const SampleGrid& grid, const NodeList& nodes, bool by_node)
    : grid_(grid),
      queued_(grid.size()),
      running_(grid.size()),
      submitted_(grid.size()),
      busy_(device_kinds.size(), Count(grid.size())),
      node_busy_(by_node ? nodes.size() * device_kinds.size() : 0, Count(grid.size())),
      ended_(job_status_names.size(), Count(grid.size())),
      waits_(wait_bounds_s.size() + 1, Count(grid.size())),
      waited_ns_(grid.size()) {}

void RunSeries::add(const JobRow& job) {
  const std::size_t submit = grid_.first_after(job.submit);
  submitted_.add(submit, 1);
  if (job.status == JobStatus::rejected) return ended_[static_cast<std::size_t>(job.status)].add(submit, 1);
  queued_.add(submit, 1);
  if (!job.start) return;

  const std::size_t start = grid_.first_after(*job.start);
  queued_.add(start, -1);
  running_.add(start, 1);
  const Duration wait = *job.start - job.submit;
  waited_ns_.add(start, wait.count());
  for (std::size_t bound = 0; bound <= wait_bounds_s.size(); ++bound) {
    if (bound == wait_bounds_s.size() || wait <= std::chrono::seconds(wait_bounds_s[bound])) waits_[bound].add(start, 1);
  }

  const auto change_busy = [&](std::size_t sample, std::int64_t sign) {
    for (std::size_t kind = 0; kind < device_kinds.size(); ++kind) {
      busy_[kind].add(sample, sign * job.milli[kind] * job.tasks);
      if (node_busy_.empty()) continue;
      for (const Place& place : job.places) node_busy_[place.node * device_kinds.size() + kind].add(sample, sign * job.milli[kind] * place.tasks);
    }
  };
  change_busy(start, 1);
  if (!job.end) return;
  const std::size_t end = grid_.first_after(*job.end);
  change_busy(end, -1);
  running_.add(end, -1);
  ended_[static_cast<std::size_t>(job.status)].add(end, 1);
}

void RunSeries::accumulate() {
  for (Count* count : {&queued_, &running_, &submitted_}) count->accumulate();
  for (std::vector<Count>* counts : {&busy_, &node_busy_, &ended_, &waits_}) {
    for (Count& count : *counts) count.accumulate();
  }
  waited_ns_.accumulate();
}

}  // namespace suanli::exports
