// worked_run.h -- a run small enough to draw, told to a recorder call by call; several tests check what comes of it.
#pragma once

#include "tests/sim/report/fake_run.h"

namespace suanli::test {

// Two nodes of 4 CPUs and 2 GPUs, "g-0" and "g-1", and one of 8 CPUs, "c".
inline Cluster worked_cluster() {
  return cluster_of({pool("g", 2, 4, 2), pool("c", 1, 8, 0)});
}

// id  submit  demand                 tenant
// 1   0 s     2 tasks x 1 CPU 2 GPU  red
// 2   1 s     1 task  x 2 CPU 1 GPU  blue, deadline 25 s
// 3   1.5 s   1 task  x 2 CPU        red, deadline 4 s
// 4   2 s     1 task  x 64 GPU       "a,b"
// 5   3 s     1 task  x 1 CPU .5 GPU blue
inline std::unique_ptr<const Workload> worked_workload() {
  using namespace std::chrono_literals;
  std::vector<JobRecord> jobs{job_record("1", 0s, 10s), job_record("2", 1s, 10s), job_record("3", 1500ms, 2s), job_record("4", 2s, 1s),
                              job_record("5", 3s, 30s)};
  jobs[0].tasks = 2;
  jobs[0].gpu_milli = 2000;
  jobs[0].tenant = "red";
  jobs[0].user = "ann";
  jobs[1].cpu_milli = 2000;
  jobs[1].gpu_milli = 1000;
  jobs[1].tenant = "blue";
  jobs[1].deadline = at(25s);
  jobs[1].priority = -3;
  jobs[2].cpu_milli = 2000;
  jobs[2].tenant = "red";
  jobs[2].user = "ann";
  jobs[2].deadline = at(4s);
  jobs[3].gpu_milli = 64'000;
  jobs[3].tenant = "a,b";
  jobs[4].gpu_milli = 500;
  jobs[4].tenant = "blue";
  jobs[4].time_limit = 20s;
  return workload_of(jobs);
}

//       0    1    1.5  2    3   3.5   8        10        20        30
// g-0   [1: 2 GPU ---------------------------- )[2: 1 GPU ----------)         [2 ends at 20]
//                                              [5: .5 GPU ---------------- )  [5 is killed at 30]
// g-1   [1: 2 GPU ---------------------------- )
// c               [3: 2 CPU -------- )
// job 2 waits 1-10 s: capacity until 8, then gang; job 5 waits 3-10 s without being told why; job 4 is rejected.
inline void play_worked_run(Recorder& recorder) {
  using namespace std::chrono_literals;
  const std::vector<NodeHold> one{{node(0), 1, 3, 0}, {node(1), 1, 3, 0}};
  const std::vector<NodeHold> two{{node(0), 1, 1, 0}};
  const std::vector<NodeHold> three{{node(2), 1, 0, 0}};
  const std::vector<NodeHold> five{{node(0), 1, 2, 0}};
  recorder.submitted(at(0s), job(0));
  recorder.started(at(0s), job(0), one);
  recorder.settled(at(0s));
  recorder.submitted(at(1s), job(1));
  recorder.waits_for(at(1s), job(1), WaitReason::capacity);
  recorder.settled(at(1s));
  recorder.submitted(at(1500ms), job(2));
  recorder.started(at(1500ms), job(2), three);
  recorder.settled(at(1500ms));
  recorder.submitted(at(2s), job(3));
  recorder.rejected(at(2s), job(3), RejectReason::too_large);
  recorder.settled(at(2s));
  recorder.submitted(at(3s), job(4));
  recorder.settled(at(3s));
  recorder.ended(at(3500ms), job(2), JobStatus::completed, three);
  recorder.settled(at(3500ms));
  recorder.waits_for(at(8s), job(1), WaitReason::gang);
  recorder.settled(at(8s));
  recorder.ended(at(10s), job(0), JobStatus::completed, one);
  recorder.started(at(10s), job(1), two);
  recorder.started(at(10s), job(4), five);
  recorder.settled(at(10s));
  recorder.ended(at(20s), job(1), JobStatus::completed, two);
  recorder.settled(at(20s));
  recorder.ended(at(30s), job(4), JobStatus::killed, five);
  recorder.settled(at(30s));
  recorder.finished(at(30s));
}

inline RunResult worked_run(const Workload& workload, const Cluster& cluster, const RecorderOptions& options = {}) {
  Recorder recorder(workload, cluster, options);
  play_worked_run(recorder);
  return recorder.take();
}

}  // namespace suanli::test
