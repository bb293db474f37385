// result_tables_test.cpp -- every byte of the tables of a worked run.
#include "sim/report/result_tables.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/sim/report/worked_run.h"
#include "tests/support/written_text.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

TEST_CASE("jobs.csv of the worked run") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  const RunResult run = worked_run(*workload, cluster);
  CHECK(text_of([&](const TextSink& sink) { write_jobs_table(run, *workload, cluster, sink); }) ==
        "job_id,tenant,user,priority,tasks,cpus,gpus,fpgas,submit_s,start_s,end_s,wait_s,run_s,turnaround_s,bounded_slowdown,status,"
        "preemptions,restarts,lost_work_s,nodes,energy_j,cost_usd,carbon_g,wait_reason,reject_reason,devices\n"
        "1,red,ann,0,2,1,2,0,0,0,10,0,10,10,1,completed,0,0,0,g-0:1;g-1:1,,,,none,,g0-1;g0-1\n"
        "2,blue,,-3,1,2,1,0,1,10,20,9,10,19,1.9,completed,0,0,0,g-0:1,,,,capacity,,g0\n"
        "3,red,ann,0,1,2,0,0,1.5,1.5,3.5,0,2,2,1,completed,0,0,0,c:1,,,,none,,\n"
        "4,\"a,b\",,0,1,1,64,0,2,,,,,,,rejected,0,0,0,,,,,none,too_large,\n"
        "5,blue,,0,1,1,0.5,0,3,10,30,7,20,27,1.35,killed,0,0,0,g-0:1,,,,priority,,g1\n");
}

TEST_CASE("jobs.csv of a run that was cut leaves empty what has not happened") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  const RunResult run = run_of(*workload, cluster, {}, at(1s));
  const std::string text = text_of([&](const TextSink& sink) { write_jobs_table(run, *workload, cluster, sink); });
  CHECK(text.substr(text.find('\n') + 1) ==
        "1,red,ann,0,2,1,2,0,0,0,,0,,,,unfinished,0,0,0,g-0:1;g-1:1,,,,none,,g0-1;g0-1\n"
        "2,blue,,-3,1,2,1,0,1,,,,,,,unfinished,0,0,0,,,,,none,,\n");
}

TEST_CASE("nodes.csv of the worked run") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  const RunResult run = worked_run(*workload, cluster);
  CHECK(text_of([&](const TextSink& sink) { write_nodes_table(run, cluster, sink); }) ==
        "node,pool,zone,device_kind,model,count,busy_device_s,allocated_device_s,idle_device_s,down_device_s,utilisation,energy_j,cost_usd,"
        "carbon_g\n"
        "g-0,g,dc1,cpu,generic-cpu,4,50,50,70,0,0.4166666666666667,,,\n"
        "g-0,g,dc1,gpu,v100,2,40,40,20,0,0.6666666666666666,,,\n"
        "g-1,g,dc1,cpu,generic-cpu,4,10,10,110,0,0.08333333333333333,,,\n"
        "g-1,g,dc1,gpu,v100,2,20,20,40,0,0.3333333333333333,,,\n"
        "c,c,dc1,cpu,generic-cpu,8,4,4,236,0,0.016666666666666666,,,\n");
}

TEST_CASE("timeline.csv of the worked run, every 5 s") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  RecorderOptions options;
  options.timeline_interval = 5s;
  const RunResult run = worked_run(*workload, cluster, options);
  CHECK(run.timeline_sampled);
  CHECK(text_of([&](const TextSink& sink) { write_timeline_table(run, sink); }) ==
        "time_s,queued_jobs,running_jobs,queued_requests,busy_gpus,busy_cpus,busy_fpgas,down_nodes,power_w,fragmentation\n"
        "0,0,1,0,4,2,0,0,,\n"
        "5,2,1,0,4,2,0,0,,\n"
        "10,0,2,0,1.5,3,0,0,,\n"
        "15,0,2,0,1.5,3,0,0,,\n"
        "20,0,1,0,0.5,1,0,0,,\n"
        "25,0,1,0,0.5,1,0,0,,\n"
        "30,0,0,0,0,0,0,0,,\n");
}

TEST_CASE("a table comes in pieces, whole rows each") {
  const auto workload = random_workload(3, 20'000, 1s, {"a tenant of some length, to fill the pieces"});
  const Cluster cluster = cluster_of({pool("a", 40, 64, 8)});
  const RunResult run = run_of(*workload, cluster);
  std::size_t pieces = 0;
  std::size_t rows = 0;
  write_jobs_table(run, *workload, cluster, [&](std::string_view piece) {
    ++pieces;
    CHECK(piece.size() < 1'100'000);
    CHECK(piece.back() == '\n');
    for (const char c : piece) rows += c == '\n' ? 1 : 0;
  });
  CHECK(pieces > 1);
  CHECK(rows == 20'001);
}
