// recorder.cpp -- what each call of the engine leaves behind.
#include "sim/report/recorder.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace suanli {

std::vector<SimTime> measure_marks(const RecorderOptions& options) {
  std::vector<SimTime> marks;
  if (options.measure_from > time_zero) marks.push_back(options.measure_from);
  if (options.measure_until && *options.measure_until > options.measure_from) marks.push_back(*options.measure_until);
  return marks;
}

void Recorder::reset(const Workload& workload, const Cluster& cluster, const RecorderOptions& options,
                     std::span<const ServiceSpec* const> services) {
  workload_ = &workload;
  state_ = nullptr;
  from_ = options.measure_from;
  until_ = options.measure_until.value_or(time_never);
  open_end_ = !options.measure_until;
  if (until_ < from_) throw InputError({}, "measure.until_s is before measure.from_s");
  demands_.resize(0);
  for (const TaskShape& shape : workload.shapes) {
    demands_.push_back({shape.cpu_milli, shape.gpu_milli, shape.fpgas * milli});
  }
  jobs_.assign(workload.job_count(), {});
  nodes_.assign(cluster.node_count(), {});
  waits_.reset();
  decisions_ = {};
  queued_ = 0;
  running_ = 0;
  busy_ = {};
  settled_at_ = {};
  settled_queued_ = 0;
  settled_running_ = 0;
  OnlineResult memory = std::exchange(result_.online, {});
  reset_result(workload, cluster, options);
  services_.leave_out();
  if (!services.empty()) {
    services_.renew(workload.requests, cluster, services, MeasureWindow{from_, until_, open_end_}, options.token_gaps, std::move(memory));
  }
  timeline_.leave_out();
  if (options.timeline_interval) {
    SimTime last_submit = workload.submit.empty() ? time_zero : workload.submit.items().back();
    if (!services.empty() && workload.requests.size() > 0) last_submit = std::max(last_submit, workload.requests.arrival.items().back());
    timeline_.renew(*options.timeline_interval, last_submit, std::move(result_.timeline));
  }
  fragmentation_.leave_out();
  if (options.fragmentation) fragmentation_.renew(workload, cluster, from_, until_);
}

// A new result but for the memory of its columns.
void Recorder::reset_result(const Workload& workload, const Cluster& cluster, const RecorderOptions& options) {
  RunResult old = std::exchange(result_, {});
  const auto keep_memory = [](auto& from, auto& column) {
    column = std::move(from);
    column.resize(0);
  };
  keep_memory(old.jobs.start, result_.jobs.start);
  keep_memory(old.jobs.end, result_.jobs.end);
  keep_memory(old.jobs.status, result_.jobs.status);
  keep_memory(old.jobs.reject_reason, result_.jobs.reject_reason);
  keep_memory(old.jobs.longest_wait, result_.jobs.longest_wait);
  keep_memory(old.jobs.placement_begin, result_.jobs.placement_begin);
  keep_memory(old.jobs.placement_count, result_.jobs.placement_count);
  keep_memory(old.jobs.placements, result_.jobs.placements);
  keep_memory(old.jobs.work_entry, result_.jobs.work_entry);
  keep_memory(old.wait_by_reason, result_.wait_by_reason);
  keep_memory(old.busy, result_.busy);
  keep_memory(old.allocated, result_.allocated);
  keep_memory(old.timeline, result_.timeline);
  result_.jobs.devices = std::move(old.jobs.devices);
  result_.jobs.devices.reset(options.placements ? cluster.largest_node() : NodeCapacity{});
  const std::size_t jobs = workload.job_count();
  if (options.placements) {
    result_.jobs.placement_begin.assign(jobs, 0);
    result_.jobs.placement_count.assign(jobs, 0);
    result_.jobs.placements.reserve(jobs);
    result_.jobs.devices.reserve(jobs);
  }
  result_.wait_by_reason.assign(workload.tenants.size(), {});
  result_.steady_state = options.steady_state;
  if (workload.works.empty()) return;
  result_.estimate_table = options.estimate_table;
  if (options.estimate_table != nullptr) result_.jobs.work_entry.assign(jobs, 0);
}

void Recorder::submitted(SimTime now, JobId job) {
  WaitClock::enter(now, jobs_[job]);
  result_.submitted = std::max(result_.submitted, index_of(job) + 1);
  ++queued_;
}

void Recorder::book(SimTime now, JobId job, std::span<const NodeHold> holds, std::int64_t sign) {
  const Demand& demand = demands_[workload_->shape[job]];
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
    if (all.size() > begin && all.back().node == hold.node) {
      all.back().tasks += hold.tasks;
      result_.jobs.devices.add_to_last({hold.gpus, hold.fpgas});
    } else {
      all.push_back({hold.node, hold.tasks});
      result_.jobs.devices.append({hold.gpus, hold.fpgas});
    }
  }
  result_.jobs.placement_begin[job] = begin;
  result_.jobs.placement_count[job] = static_cast<std::uint32_t>(all.size() - begin);
}

// The part of the place where a step takes longest.
void Recorder::keep_work_entry(JobId job, std::span<const NodeHold> holds) {
  const EstimateTable& table = *result_.estimate_table;
  const std::uint32_t spread = spread_.fewest_tasks(holds);
  const auto entry_on = [&](const NodeHold& hold) {
    return table.entry(workload_->shape[job], state_->cluster().class_of(hold.node), spread);
  };
  std::uint32_t slowest = entry_on(holds.front());
  for (const NodeHold& hold : holds) {
    const std::uint32_t entry = entry_on(hold);
    if (table.step_s(entry) > table.step_s(slowest)) slowest = entry;
  }
  result_.jobs.work_entry[job] = slowest;
}

void Recorder::started(SimTime now, JobId job, std::span<const NodeHold> holds) {
  jobs_[job].start = now;
  waits_.leave(now, jobs_[job]);
  decisions_.start(now, job, holds);
  book(now, job, holds, 1);
  if (!result_.jobs.placement_count.empty()) keep_placement(job, holds);
  if (!result_.jobs.work_entry.empty() && workload_->work_of(job) != WorkId{}) keep_work_entry(job, holds);
  --queued_;
  ++running_;
}

void Recorder::ended(SimTime now, JobId job, JobStatus status, std::span<const NodeHold> holds) {
  JobBooks& books = jobs_[job];
  books.end = now;
  books.status = status;
  book(now, job, holds, -1);
  if (status != JobStatus::completed) decisions_.kill(now, job);
  if (books.wait_row != 0) {
    if (status == JobStatus::completed && is_measured(workload_->submit[job])) {
      waits_.add_row(books, result_.wait_by_reason[workload_->tenant[job]]);
    }
    waits_.free_row(books);
    books.wait_ns = 0;
  }
  --running_;
}

void Recorder::rejected(SimTime now, JobId job, RejectReason reason) {
  JobBooks& books = jobs_[job];
  books.end = now;
  books.status = JobStatus::rejected;
  books.reject_reason = reason;
  waits_.leave(now, books);
  if (books.wait_row != 0) waits_.free_row(books);
  decisions_.reject(now, job, reason);
  --queued_;
}

// The device time of replicas is made at the end: only then is it known how much of it lies in the window.
void Recorder::hold_replica(ServiceId service, std::span<const NodeHold> holds, std::int64_t sign) {
  const TaskShape& task = services_->spec(service).task;
  const Demand demand{task.cpu_milli, task.gpu_milli, task.fpgas * milli};
  for (const NodeHold& hold : holds) {
    for (std::size_t kind = 0; kind < demand.size(); ++kind) busy_[kind] += sign * demand[kind] * hold.tasks;
    if (fragmentation_) fragmentation_->touched(hold.node);
  }
}

void Recorder::replica_started(SimTime now, ServiceId service, ReplicaId replica, std::span<const NodeHold> holds) {
  services_->replica_started(now, service, replica, holds);
  hold_replica(service, holds, 1);
  decisions_.place(now, service, replica, holds);
}

void Recorder::replica_ended(SimTime now, ServiceId service, ReplicaId replica, std::span<const NodeHold> holds) {
  services_->replica_ended(now, service, replica);
  hold_replica(service, holds, -1);
  decisions_.remove(now, service, replica);
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
    timeline_->set(now, {now, queued_, running_, 0, busy_, fragmentation_ ? fragmentation_->now(DeviceKind::gpu) : std::nullopt});
  }
}

// In the order of JobId, because that is the order of memory; the waits of jobs without a row are added up here for the same reason.
void Recorder::fill_job_columns(SimTime end) {
  const std::size_t jobs = result_.submitted;
  JobColumns& columns = result_.jobs;
  columns.start.resize(jobs);
  columns.end.resize(jobs);
  columns.status.resize(jobs);
  columns.reject_reason.resize(jobs);
  columns.longest_wait.resize(jobs);
  if (!columns.placement_count.empty()) {
    columns.placement_begin.resize(jobs);
    columns.placement_count.resize(jobs);
  }
  if (!columns.work_entry.empty()) columns.work_entry.resize(jobs);
  for (const JobId job : IdRange<JobId>(jobs)) {
    JobBooks& books = jobs_[job];
    const bool still_waits = books.start == time_never && books.end == time_never;
    if (still_waits) waits_.leave(end, books);
    columns.start[job] = books.start;
    columns.end[job] = books.end;
    columns.status[job] = books.status;
    columns.reject_reason[job] = books.reject_reason;
    columns.longest_wait[job] = books.wait_reason;
    if (books.status == JobStatus::completed && books.wait_ns != 0 && is_measured(workload_->submit[job])) {
      result_.wait_by_reason[workload_->tenant[job]][static_cast<std::size_t>(books.wait_reason)] += books.wait_ns;
    }
  }
}

void Recorder::fill_device_time(SimTime end) {
  result_.allocated.resize(nodes_.size());
  for (const NodeId node : IdRange<NodeId>(nodes_.size())) {
    const NodeBooks& books = nodes_[node];
    for (std::size_t kind = 0; kind < device_kinds.size(); ++kind) {
      result_.allocated[node][kind] = books.device_time[kind] + Int128{books.held[kind]} * clipped(end);
    }
  }
  result_.busy = result_.allocated;  // a batch job makes progress for as long as it holds its devices
  if (services_) result_.online = services_->finish(end, result_.allocated, result_.busy);
}

void Recorder::finished(SimTime end) {
  integrate(end);
  fill_job_columns(end);
  fill_device_time(end);
  result_.end = end;
  result_.window = {std::min(from_, end), std::min(until_, end), from_ <= end && (open_end_ || until_ > end)};
  result_.signature = decisions_.value();
  if (fragmentation_) result_.fragmentation = fragmentation_->finish(end);
  if (timeline_) {
    result_.timeline = timeline_->finish(end);
    result_.timeline_sampled = true;
    if (services_) count_queued_requests(workload_->requests, result_.online, result_.timeline);
  }
}

RunResult Recorder::take() {
  jobs_ = {};
  return std::exchange(result_, {});
}

}  // namespace suanli
