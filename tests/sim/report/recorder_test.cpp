// recorder_test.cpp -- what a recorder keeps of a worked run, and what holds of every run.
#include "sim/report/recorder.h"

#include <doctest/doctest.h>

#include <limits>

#include "sim/base/check.h"
#include "sim/report/run_facts.h"
#include "tests/sim/report/worked_run.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t cpu = 0;
constexpr std::size_t gpu = 1;
constexpr Int128 unit_seconds = Int128{1000} * 1'000'000'000;  // one device for one second

std::int64_t waited(const RunResult& run, TenantId tenant, WaitReason reason) {
  return static_cast<std::int64_t>(run.wait_by_reason[tenant][static_cast<std::size_t>(reason)]);
}

}  // namespace

TEST_CASE("a worked run leaves the times, ends and places that happened") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  const RunResult run = worked_run(*workload, cluster);
  CHECK(run.submitted == 5);
  CHECK(run.jobs.start[job(1)] == at(10s));
  CHECK(run.jobs.end[job(1)] == at(20s));
  CHECK(run.jobs.status[job(0)] == JobStatus::completed);
  CHECK(run.jobs.status[job(3)] == JobStatus::rejected);
  CHECK(run.jobs.status[job(4)] == JobStatus::killed);
  CHECK_FALSE(run.jobs.started(job(3)));
  CHECK(run.jobs.end[job(3)] == at(2s));
  REQUIRE(run.jobs.placement(job(0)).size() == 2);
  CHECK(run.jobs.placement(job(0))[1] == NodeTasks{node(1), 1});
  CHECK(run.jobs.placement(job(3)).empty());
  CHECK(run.end == at(30s));
  CHECK(run.window.length() == 30s);
}

TEST_CASE("waiting time goes to the reason that held, of completed jobs alone") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  const RunResult run = worked_run(*workload, cluster);
  const auto blue = static_cast<TenantId>(1);
  CHECK(waited(run, blue, WaitReason::capacity) == 7'000'000'000);
  CHECK(waited(run, blue, WaitReason::gang) == 2'000'000'000);
  CHECK(waited(run, blue, WaitReason::priority) == 0);  // job 5 waited so, but was killed
  CHECK(run.jobs.longest_wait[job(0)] == WaitReason::none);
  CHECK(run.jobs.longest_wait[job(1)] == WaitReason::capacity);
  CHECK(run.jobs.longest_wait[job(4)] == WaitReason::priority);
}

TEST_CASE("device time and counts are integrated exactly") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  const RunResult run = worked_run(*workload, cluster);
  CHECK((run.busy[node(0)][gpu] == (20 + 10 + 10) * unit_seconds));  // 2 x 10 s, 1 x 10 s, .5 x 20 s
  CHECK((run.busy[node(0)][cpu] == (10 + 20 + 20) * unit_seconds));
  CHECK((run.busy[node(1)][gpu] == 20 * unit_seconds));
  CHECK((run.busy[node(2)][cpu] == 4 * unit_seconds));
  CHECK((run.queued.integral == Int128{9 + 7} * 1'000'000'000));
  CHECK(run.queued.max == 2);
  CHECK((run.running.integral == Int128{10 + 10 + 2 + 20} * 1'000'000'000));
  CHECK(run.running.max == 2);
}

TEST_CASE("windows that part a run add up to it, and jobs belong to the one they were submitted in") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  const RunResult whole = worked_run(*workload, cluster);
  RecorderOptions early;
  early.measure_until = at(3s);
  RecorderOptions late;
  late.measure_from = at(3s);
  const RunResult first = worked_run(*workload, cluster, early);
  const RunResult second = worked_run(*workload, cluster, late);
  for (const NodeId id : IdRange<NodeId>(3)) {
    for (const std::size_t kind : {cpu, gpu}) CHECK((first.busy[id][kind] + second.busy[id][kind] == whole.busy[id][kind]));
  }
  CHECK((first.queued.integral + second.queued.integral == whole.queued.integral));
  CHECK((first.running.integral + second.running.integral == whole.running.integral));
  CHECK(first.queued.max == 1);
  CHECK_FALSE(first.window.has_submission(at(3s)));
  CHECK(second.window.has_submission(at(3s)));
  CHECK(second.window.has_submission(at(30s)));
  CHECK(first.signature == whole.signature);
}

TEST_CASE("a window after the end is empty") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  RecorderOptions options;
  options.measure_from = at(100s);
  const RunResult run = worked_run(*workload, cluster, options);
  CHECK(run.window.length() == 0s);
  CHECK_FALSE(run.window.has_submission(at(30s)));
  CHECK((run.busy[node(0)][gpu] == 0));
  CHECK((run.queued.integral == 0));
  options.measure_until = at(50s);
  CHECK_THROWS_AS(Recorder(*workload, cluster, options), InputError);
}

TEST_CASE("the signature tells order, time, place and kills apart, and nothing else") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  const NodeHold here{node(0), 1, 1, 0};
  NodeHold there = here;
  there.node = node(1);
  NodeHold other_device = here;
  other_device.gpus = 2;
  const auto of = [&](JobId first, Duration time, NodeHold hold, bool kill) {
    Recorder recorder(*workload, cluster, {});
    const std::vector<NodeHold> holds{hold};
    for (const JobId id : {job(1), job(4)}) recorder.submitted(at(0s), id);
    recorder.started(at(time), first, holds);
    recorder.started(at(time), first == job(1) ? job(4) : job(1), std::vector<NodeHold>{here});
    recorder.ended(at(time + 1s), first, kill ? JobStatus::killed : JobStatus::completed, holds);
    recorder.settled(at(time + 1s));
    recorder.finished(at(time + 2s));
    return recorder.take().signature;
  };
  const std::uint64_t base = of(job(1), 1s, here, false);
  CHECK(of(job(1), 1s, here, false) == base);
  CHECK(of(job(4), 1s, here, false) != base);
  CHECK(of(job(1), 2s, here, false) != base);
  CHECK(of(job(1), 1s, there, false) != base);
  CHECK(of(job(1), 1s, other_device, false) != base);
  CHECK(of(job(1), 1s, here, true) != base);
  CHECK(signature_text(0x00ab'0000'0000'00cdULL) == "00ab0000000000cd");
}

TEST_CASE("jobs that wait when the run is cut are unfinished, those that had not arrived are not counted") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  const RunResult run = run_of(*workload, cluster, {}, at(2s));
  const RunFacts facts = run_facts(run, *workload);
  CHECK(facts.jobs.submitted == 4);
  CHECK(facts.never_arrived == 1);
  CHECK(facts.jobs[JobStatus::unfinished] == 3);
  CHECK(facts.jobs[JobStatus::rejected] == 1);
  CHECK((run.busy[node(0)][gpu] == 4 * unit_seconds));
  CHECK(run.jobs.longest_wait[job(1)] == WaitReason::capacity);
}

TEST_CASE("in any run the integral of jobs in the system is the sum of their times in it") {
  const Cluster cluster = cluster_of({pool("a", 2, 8, 4), pool("b", 1, 4, 0)});
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    const auto workload = random_workload(seed, 300, 1s, {"x", "y", "z"});
    const RunResult run = run_of(*workload, cluster);
    Int128 waiting = 0;
    Int128 running = 0;
    Int128 of_reasons = 0;
    Int128 of_completed = 0;
    PerKind<Int128> device_time{};
    for (const JobId id : IdRange<JobId>(run.submitted)) {
      REQUIRE(run.jobs.ended(id));
      const SimTime left = std::min(run.jobs.start[id], run.jobs.end[id]);
      waiting += (left - workload->submit[id]).count();
      if (!run.jobs.started(id)) continue;
      const Duration ran = run.jobs.end[id] - run.jobs.start[id];
      running += ran.count();
      if (run.jobs.status[id] == JobStatus::completed) of_completed += (run.jobs.start[id] - workload->submit[id]).count();
      const TaskShape& shape = workload->shapes[workload->shape[id]];
      device_time[cpu] += Int128{ran.count()} * shape.cpu_milli * workload->tasks[id];
      device_time[gpu] += Int128{ran.count()} * shape.gpu_milli * workload->tasks[id];
    }
    for (const auto& tenant : run.wait_by_reason) {
      for (const Int128 time : tenant) of_reasons += time;
    }
    PerKind<Int128> busy{};
    for (const auto& node_time : run.busy) {
      for (const std::size_t kind : {cpu, gpu}) busy[kind] += node_time[kind];
    }
    CHECK((run.queued.integral == waiting));
    CHECK((run.running.integral == running));
    CHECK((of_reasons == of_completed));
    CHECK((busy[cpu] == device_time[cpu]));
    CHECK((busy[gpu] == device_time[gpu]));
  }
}
