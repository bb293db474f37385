// fake_run.h -- workloads, clusters and a simple first-fit schedule, to feed a recorder without the engine.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/base/random.h"
#include "sim/engine/cluster_state.h"
#include "sim/engine/shape_table.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"
#include "sim/report/recorder.h"

namespace suanli::test {

inline SimTime at(Duration since_zero) {
  return SimTime(since_zero);
}

inline JobId job(std::uint32_t index) {
  return static_cast<JobId>(index);
}

inline NodeId node(std::uint32_t index) {
  return static_cast<NodeId>(index);
}

// A job of one CPU.
inline JobRecord job_record(std::string_view id, Duration submit, Duration duration) {
  JobRecord record;
  record.id = id;
  record.submit = SimTime(submit);
  record.duration = duration;
  record.cpu_milli = milli;
  return record;
}

inline std::unique_ptr<const Workload> workload_of(const std::vector<JobRecord>& records) {
  WorkloadBuilder builder;
  for (const JobRecord& record : records) builder.add(record);
  return builder.finish({"test", "generated"});
}

inline Pool pool(std::string name, std::uint32_t count, double cpus, std::int32_t gpus) {
  Pool made;
  made.name = std::move(name);
  made.count = count;
  made.cpus = cpus;
  made.memory_gib = 1024;
  if (gpus > 0) made.devices.push_back({"v100", gpus});
  return made;
}

inline Cluster cluster_of(std::vector<Pool> pools) {
  DeviceModel gpu;
  gpu.name = "v100";
  DeviceModel cpu;
  cpu.name = "generic-cpu";
  cpu.kind = DeviceKind::cpu;
  return Cluster({{Zone{"dc1"}}, std::move(pools), {}}, {gpu, cpu});
}

// First come, first served with passing over, first fit; every third job that waits is told `capacity`, and jobs that can never run are
// rejected. Jobs are killed at their time limit.
class FakeRun {
 public:
  FakeRun(const Workload& workload, const Cluster& cluster)
      : workload_(workload), shapes_(workload, cluster), state_(cluster, shapes_, false) {}

  void play(Recorder& recorder, std::optional<SimTime> cut = std::nullopt) {
    recorder.began(state_);
    SimTime now{};
    SimTime last_end{};
    std::size_t next = 0;
    while (true) {
      const SimTime arrival = next < workload_.job_count() ? workload_.submit[job(static_cast<std::uint32_t>(next))] : time_never;
      now = std::min(arrival, ends_.empty() ? time_never : std::get<0>(ends_.top()));
      if (now == time_never || (cut && now > *cut)) break;
      while (!ends_.empty() && std::get<0>(ends_.top()) == now) {
        end(recorder, now);
        last_end = now;
      }
      for (; next < workload_.job_count() && workload_.submit[job(static_cast<std::uint32_t>(next))] == now; ++next) {
        arrive(recorder, now, job(static_cast<std::uint32_t>(next)));
      }
      start_what_fits(recorder, now);
      recorder.settled(now);
    }
    recorder.finished(cut ? *cut : last_end);
  }

 private:
  void end(Recorder& recorder, SimTime now) {
    const JobId id = std::get<1>(ends_.top());
    ends_.pop();
    const TaskShape& task = workload_.shapes[workload_.shape[id]];
    const bool too_long = workload_.duration[id] > workload_.time_limit[id];
    Allocation& holds = holds_[index_of(id)];
    recorder.ended(now, id, too_long ? JobStatus::killed : JobStatus::completed, holds);
    for (const NodeHold& hold : holds) state_.give(hold, task);
    holds.clear();
  }

  void arrive(Recorder& recorder, SimTime now, JobId id) {
    holds_.resize(workload_.job_count());
    recorder.submitted(now, id);
    if (const auto never = shapes_.never_runs(id)) recorder.rejected(now, id, *never);
    else queue_.push_back(id);
  }

  bool place(JobId id) {
    const ShapeOnCluster& shape = shapes_[workload_.shape[id]];
    Allocation& holds = holds_[index_of(id)];
    auto left = static_cast<std::int64_t>(workload_.tasks[id]);
    if (state_.slots(shape, left) < left) return false;
    for (std::uint32_t n = 0; left > 0; ++n) {
      const std::int64_t here = std::min(left, state_.slots_on(node(n), shape));
      if (here == 0) continue;
      REQUIRE(state_.take(node(n), shape.task, static_cast<std::uint32_t>(here), holds));
      left -= here;
    }
    return true;
  }

  void start_what_fits(Recorder& recorder, SimTime now) {
    std::deque<JobId> still;
    for (const JobId id : queue_) {
      if (place(id)) {
        recorder.started(now, id, holds_[index_of(id)]);
        ends_.emplace(now + std::min(workload_.duration[id], workload_.time_limit[id]), id);
        continue;
      }
      still.push_back(id);
      if (still.size() % 3 == 1) recorder.waits_for(now, id, WaitReason::capacity);
    }
    queue_ = std::move(still);
  }

  using End = std::tuple<SimTime, JobId>;
  const Workload& workload_;
  ShapeTable shapes_;
  ClusterState state_;
  std::vector<Allocation> holds_;
  std::deque<JobId> queue_;
  std::priority_queue<End, std::vector<End>, std::greater<>> ends_;
};

inline RunResult run_of(const Workload& workload, const Cluster& cluster, const RecorderOptions& options = {},
                        std::optional<SimTime> cut = std::nullopt) {
  Recorder recorder(workload, cluster, options);
  FakeRun(workload, cluster).play(recorder, cut);
  return recorder.take();
}

// Jobs of mixed demands, some with limits, deadlines or too large for any cluster here. Times are whole multiples of `tick`.
inline std::unique_ptr<const Workload> random_workload(std::uint64_t seed, std::uint32_t jobs, Duration tick,
                                                       const std::vector<std::string>& tenants) {
  Stream random(seed, "report-test");
  WorkloadBuilder builder;
  SimTime submit{};
  for (std::uint32_t i = 0; i < jobs; ++i) {
    const std::string id = std::to_string(i + 1);
    submit += tick * static_cast<std::int64_t>(random.below(4));
    JobRecord record = job_record(id, submit.time_since_epoch(), tick * static_cast<std::int64_t>(random.below(40)));
    record.tasks = 1 + static_cast<std::uint32_t>(random.below(3));
    record.cpu_milli = 500 * static_cast<std::int64_t>(1 + random.below(4));
    const std::int32_t gpus[] = {0, 0, 250, 500, 1000, 2000};
    record.gpu_milli = gpus[random.below(6)];
    if (random.below(10) == 0) record.time_limit = tick * static_cast<std::int64_t>(1 + random.below(30));
    if (random.below(5) == 0) record.deadline = submit + tick * 30;
    if (random.below(50) == 0) record.gpu_milli = 64'000;
    record.tenant = tenants[random.below(tenants.size())];
    builder.add(record);
  }
  return builder.finish({"test", "generated"});
}

}  // namespace suanli::test
