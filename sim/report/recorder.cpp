// recorder.cpp -- what each call of the engine leaves behind.
#include "sim/report/recorder.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/report/fragmentation.h"
#include "sim/report/timeline.h"

namespace suanli {

Recorder::Recorder(const Workload& workload, const Cluster& cluster, const RecorderOptions& options)
    : workload_(workload),
      cluster_(cluster),
      from_(options.measure_from),
      until_(options.measure_until.value_or(time_never)),
      open_end_(!options.measure_until),
      nodes_(cluster.node_count()),
      waits_(workload.job_count()) {
  if (until_ < from_) throw InputError({}, "measure.until_s is before measure.from_s");
  for (const TaskShape& shape : workload.shapes) {
    demands_.push_back({shape.cpu_milli, shape.gpu_milli, shape.fpgas * milli});
  }
  const std::size_t jobs = workload.job_count();
  result_.jobs.start.assign(jobs, time_never);
  result_.jobs.end.assign(jobs, time_never);
  result_.jobs.status.assign(jobs, JobStatus::unfinished);
  result_.jobs.reject_reason.assign(jobs, RejectReason::too_large);
  result_.jobs.longest_wait.assign(jobs, WaitReason::none);
  if (options.placements) {
    result_.jobs.placement_begin.assign(jobs, 0);
    result_.jobs.placement_count.assign(jobs, 0);
    result_.jobs.placements.reserve(jobs);
  }
  result_.wait_by_reason.assign(workload.tenants.size(), {});
  if (options.timeline_interval) {
    const SimTime last_submit = jobs == 0 ? time_zero : workload.submit.items().back();
    timeline_ = std::make_unique<TimelineSampler>(*options.timeline_interval, last_submit);
  }
  if (options.fragmentation) fragmentation_ = std::make_unique<FragmentationMeter>(workload, cluster, from_, until_);
}

Recorder::~Recorder() = default;

void Recorder::submitted(SimTime now, JobId job) {
  waits_.enter(now, job);
  result_.submitted = std::max(result_.submitted, index_of(job) + 1);
  ++queued_;
}

void Recorder::book(SimTime now, JobId job, std::span<const NodeHold> holds, std::int64_t sign) {
  const Demand& demand = demands_[workload_.shape[job]];
  const std::int64_t at = clipped(now);
  for (const NodeHold& hold : holds) {
    NodeBooks& books = nodes_[hold.node];
    for (std::size_t kind = 0; kind < demand.size(); ++kind) {
      if (demand[kind] == 0) continue;
      const std::int64_t units = sign * demand[kind] * hold.tasks;
      books.held[kind] += units;
      books.device_time[kind] -= Int128{units} * at;
      busy_[kind] += units;
    }
    if (fragmentation_) fragmentation_->touched(hold.node);
  }
}

void Recorder::keep_placement(JobId job, std::span<const NodeHold> holds) {
  std::vector<NodeTasks>& all = result_.jobs.placements;
  const std::size_t begin = all.size();
  for (const NodeHold& hold : holds) {
    if (all.size() > begin && all.back().node == hold.node) all.back().tasks += hold.tasks;
    else all.push_back({hold.node, hold.tasks});
  }
  result_.jobs.placement_begin[job] = begin;
  result_.jobs.placement_count[job] = static_cast<std::uint32_t>(all.size() - begin);
}

void Recorder::started(SimTime now, JobId job, std::span<const NodeHold> holds) {
  result_.jobs.start[job] = now;
  result_.jobs.longest_wait[job] = waits_.leave(now, job);
  decisions_.start(now, job, holds);
  book(now, job, holds, 1);
  if (!result_.jobs.placement_count.empty()) keep_placement(job, holds);
  --queued_;
  ++running_;
}

void Recorder::ended(SimTime now, JobId job, JobStatus status, std::span<const NodeHold> holds) {
  result_.jobs.end[job] = now;
  result_.jobs.status[job] = status;
  book(now, job, holds, -1);
  const SimTime submit = workload_.submit[job];
  if (status != JobStatus::completed) decisions_.kill(now, job);
  else if (submit >= from_ && (open_end_ || submit < until_)) waits_.add_times(job, result_.wait_by_reason[workload_.tenant[job]]);
  waits_.forget(job);
  --running_;
}

void Recorder::rejected(SimTime now, JobId job, RejectReason reason) {
  result_.jobs.end[job] = now;
  result_.jobs.status[job] = JobStatus::rejected;
  result_.jobs.reject_reason[job] = reason;
  result_.jobs.longest_wait[job] = waits_.leave(now, job);
  waits_.forget(job);
  decisions_.reject(now, job, reason);
  --queued_;
}

// What has held since settled_at_ goes into the integrals.
void Recorder::integrate(SimTime now) {
  const std::int64_t span = clipped(now) - clipped(settled_at_);
  if (span <= 0) return;
  result_.queued.integral += Int128{settled_queued_} * span;
  result_.running.integral += Int128{settled_running_} * span;
  result_.queued.max = std::max(result_.queued.max, settled_queued_);
  result_.running.max = std::max(result_.running.max, settled_running_);
}

// An instant that changes nothing is passed over: it may lie after the run's end (a rejected arrival), up to which integrals go.
void Recorder::settled(SimTime now) {
  if (queued_ != settled_queued_ || running_ != settled_running_) {
    integrate(now);
    settled_at_ = now;
    settled_queued_ = queued_;
    settled_running_ = running_;
  }
  if (fragmentation_) fragmentation_->settled(now, *state_);
  if (timeline_) {
    timeline_->set(now, {now, queued_, running_, busy_, fragmentation_ ? fragmentation_->now(DeviceKind::gpu) : std::nullopt});
  }
}

// Unfinished jobs that still wait: which reason held longest so far.
void Recorder::end_waits(SimTime end) {
  for (const JobId job : IdRange<JobId>(result_.submitted)) {
    if (!result_.jobs.started(job) && !result_.jobs.ended(job)) result_.jobs.longest_wait[job] = waits_.leave(end, job);
  }
}

void Recorder::finished(SimTime end) {
  integrate(end);
  end_waits(end);
  result_.end = end;
  result_.window = {std::min(from_, end), std::min(until_, end), from_ <= end && (open_end_ || until_ > end)};
  result_.signature = decisions_.value();
  result_.allocated.resize(nodes_.size());
  for (const NodeId node : IdRange<NodeId>(nodes_.size())) {
    const NodeBooks& books = nodes_[node];
    for (std::size_t kind = 0; kind < device_kinds.size(); ++kind) {
      result_.allocated[node][kind] = books.device_time[kind] + Int128{books.held[kind]} * clipped(end);
    }
  }
  result_.busy = result_.allocated;  // a batch job makes progress for as long as it holds its devices
  if (fragmentation_) result_.fragmentation = fragmentation_->finish(end);
  if (timeline_) {
    result_.timeline = timeline_->finish(end);
    result_.timeline_sampled = true;
  }
}

RunResult Recorder::take() {
  JobColumns& jobs = result_.jobs;
  jobs.start.resize(result_.submitted);
  jobs.end.resize(result_.submitted);
  jobs.status.resize(result_.submitted);
  jobs.reject_reason.resize(result_.submitted);
  jobs.longest_wait.resize(result_.submitted);
  if (!jobs.placement_count.empty()) {
    jobs.placement_begin.resize(result_.submitted);
    jobs.placement_count.resize(result_.submitted);
  }
  return std::exchange(result_, {});
}

}  // namespace suanli
