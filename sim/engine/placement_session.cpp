// placement_session.cpp -- one attempt at a time, rolled back unless it becomes a start.
#include "sim/engine/placement_session.h"

#include <algorithm>

#include "sim/base/check.h"

namespace suanli {

void PlacementSession::reset(const Workload& workload, const ShapeTable& shapes, const RunTimes& run_times, ClusterState& state,
                             PlacementPolicy& policy, const std::string& policy_name, const Estimates* estimates) {
  workload_ = &workload;
  shapes_ = &shapes;
  run_times_ = &run_times;
  state_ = &state;
  policy_ = &policy;
  policy_name_ = policy_name;
  estimates_ = estimates;
  now_ = {};
  job_.reset();
  service_ = nullptr;
  shape_ = nullptr;
  pending_.clear();
  epoch_ = 1;
  failures_.assign(workload.shapes.size(), {});
  noted_.clear();
  next_retry_ = time_never;
  retry_asked_ = false;
}

void PlacementSession::give_back() {
  for (; !pending_.empty(); pending_.pop_back()) state_->give(pending_.back(), shape_->task);
  job_.reset();
}

void PlacementSession::discard() {
  if (job_) give_back();
}

void PlacementSession::note_failure(JobId job) {
  const bool enough_units = shapes_->width(job) <= state_->free_units();
  noted_.push_back({job, !enough_units ? WaitReason::capacity : workload_->tasks[job] > 1 ? WaitReason::gang : WaitReason::fragmentation});
}

bool PlacementSession::place(JobId job) {
  discard();
  const ShapeId shape = workload_->shape[job];
  const std::uint32_t tasks = workload_->tasks[job];
  Failure& failure = failures_[shape];
  if (failure.epoch == epoch_ && tasks >= failure.tasks) {
    note_failure(job);
    return false;
  }
  if (seat(job, (*shapes_)[shape])) return true;
  if (!retry_asked_) failure = {epoch_, tasks};
  note_failure(job);
  return false;
}

bool PlacementSession::place_on(JobId job, std::span<const ClassId> classes) {
  discard();
  confined_.confine((*shapes_)[workload_->shape[job]], classes);
  if (seat(job, confined_)) return true;
  note_failure(job);
  return false;
}

bool PlacementSession::seat(JobId job, const ShapeOnCluster& shape) {
  job_ = job;
  return seat(Gang{job, workload_->tasks[job]}, shape);
}

bool PlacementSession::seat(const Gang& gang, const ShapeOnCluster& shape) {
  shape_ = &shape;
  retry_asked_ = false;
  if (policy_->place(*this, gang)) {
    std::uint64_t seated = 0;
    for (const NodeHold& hold : pending_) seated += hold.tasks;
    if (seated != gang.tasks) {
      throw PolicyError("placement " + policy_name_ + " at " + format_seconds(now_.time_since_epoch()) + " s: " + gang_name() + " has " +
                        std::to_string(gang.tasks) + " tasks, " + std::to_string(seated) + " were seated");
    }
    return true;
  }
  give_back();
  return false;
}

std::string PlacementSession::gang_name() const {
  return service_ != nullptr ? "a replica of service " + service_->name : "job " + std::string(workload_->id_text(*job_));
}

bool PlacementSession::place_replica(const ServiceSpec& service, const ShapeOnCluster& shape, Allocation& holds) {
  service_ = &service;
  const bool is_seated = seat(Gang{std::nullopt, service.tasks}, shape);
  if (is_seated) commit(holds);
  service_ = nullptr;
  return is_seated;
}

Duration PlacementSession::run_time_on(ClassId node_class) const {
  if (service_ == nullptr) return run_times_->on(*job_, node_class);
  return to_duration(1 / service_->on_class[node_class].weight).value_or(Duration::max());
}

void PlacementSession::set_now(SimTime now) {
  now_ = now;
  if (next_retry_ <= now) next_retry_ = time_never;
}

void PlacementSession::retry_at(SimTime at) {
  retry_asked_ = true;
  if (at > now_) next_retry_ = std::min(next_retry_, at);
}

void PlacementSession::take(NodeId node, std::uint32_t tasks) {
  const Cluster& cluster = state_->cluster();
  const bool known = index_of(node) < cluster.node_count();
  if (known && shape_->class_allowed[index_of(cluster.class_of(node))] && state_->take(node, shape_->task, tasks, pending_)) return;
  std::string text = "placement " + policy_name_ + " at " + format_seconds(now_.time_since_epoch()) + " s: " + gang_name() + " asked " + std::to_string(tasks) + " tasks on node ";
  if (!known) throw PolicyError(text + std::to_string(index_of(node)) + ", which does not exist");
  const FreeState& free = state_->free(node);
  throw PolicyError(text + cluster.node_name(node) + ", where " + std::to_string(state_->slots_on(node, *shape_)) + " fit (free: " +
                    std::to_string(free.cpu_milli) + " milli-CPU, " + std::to_string(free.memory_kib) + " KiB, " +
                    std::to_string(free.gpu_milli) + " milli-GPU, " + std::to_string(free.fpgas) + " FPGAs)");
}

Duration PlacementSession::run_time(JobId job, const Allocation& holds) const {
  const Cluster& cluster = state_->cluster();
  if (holds.empty()) return run_times_->on(job, (*shapes_)[workload_->shape[job]].classes.front());
  const std::uint32_t spread = run_times_->spread_matters(job) ? spread_.fewest_tasks(holds) : 1;
  ClassId last = cluster.class_of(holds.front().node);
  Duration run = run_times_->on(job, last, spread);
  for (const NodeHold& hold : holds) {
    const ClassId here = cluster.class_of(hold.node);
    if (here == last) continue;
    last = here;
    run = std::max(run, run_times_->on(job, here, spread));
  }
  return run;
}

Duration PlacementSession::pending_estimate() const {
  SUANLI_ASSERT(job_.has_value() && estimates_ != nullptr, "an estimate was asked for without a pending place");
  return estimates_->on_place(*job_, run_time(*job_, pending_));
}

void PlacementSession::commit(Allocation& holds) {
  policy_->committed(pending_);
  memory_.copy(pending_, holds);
  pending_.clear();
  job_.reset();
}

void PlacementSession::release(Allocation& holds, const TaskShape& task) {
  policy_->released(holds);
  for (const NodeHold& hold : holds) state_->give(hold, task);
  memory_.recycle(holds);
  ++epoch_;
}

}  // namespace suanli
