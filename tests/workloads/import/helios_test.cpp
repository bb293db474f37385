// helios_test.cpp -- both forms of the Helios log by hand, then the real cut.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "tests/support/shared.h"
#include "tests/support/text_file.h"
#include "tests/workloads/import/import_case.h"
#include "tests/workloads/import/trace_stats.h"

namespace suanli::test {
namespace {

constexpr const char* cut_text =
    "u_id,user,gpu_num,cpu_num,node_num,interval,run_time,wall_time,new_status\r\n"
    "0,a,16,64,2,5,84,0,Pass\r\n"      // 2 tasks x 8 GPUs
    "1,b,7,10,2,94,87,100,Killed\r\n"  // does not divide: 7 tasks x 1 GPU, 10/7 CPUs each
    "2,a,0,4,1,1,0,0,Failed\r\n"
    "3,a,1,1,0,-5,-1,0,Pass\r\n"
    "3,a,1,1,1,1,1,0,Pass\r\n"
    "5,a,x,1,1,10,1,0,Pass\r\n"
    "6,a,1,1,1,1,200,150,Pass";

constexpr const char* log_text =
    "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue\n"
    "10,u1,vcA,8,32,1,COMPLETED,2020-04-02 00:00:10,2020-04-02 00:00:20,2020-04-02 00:01:20,60,10\n"
    "11,u2,vcB,1,4,1,CANCELLED,2020-04-02 00:00:00,2020-04-02 00:00:20,2020-04-02 00:00:50,nan,20\n"
    "12,u2,vcB,1,4,1,FAILED,2020-04-03 00:00:00,None,None,None,0\n"
    "13,u2,vcB,1,4,1,FAILED,None,None,None,5,0\n"
    "11,u2,vcB,1,4,1,FAILED,2020-04-03 00:00:00,None,None,5,0\n";

}  // namespace

TEST_CASE("the Helios cut becomes a task per node, or a task per GPU where the GPUs do not divide") {
  const TextFile file("cut.csv", cut_text);
  const Imported log("helios", {file.path()});
  REQUIRE(log.jobs.size() == 5);
  const SeenJob& two_nodes = log.job("0");
  CHECK(two_nodes.submit_s == 5);
  CHECK(two_nodes.tasks == 2);
  CHECK(two_nodes.shape.gpu_milli == 8000);
  CHECK(two_nodes.shape.cpu_milli == 32000);
  CHECK(two_nodes.limit_s == -1);
  CHECK(two_nodes.user == "a");
  CHECK(two_nodes.status == "Pass");
  CHECK(log.job("1").submit_s == 99);
  CHECK(log.job("1").tasks == 7);
  CHECK(log.job("1").shape.gpu_milli == 1000);
  CHECK(log.job("1").shape.cpu_milli == 1428);
  CHECK(log.job("1").limit_s == 100);
  CHECK(log.job("2").shape.gpu_milli == 0);
  CHECK(log.job("3").submit_s == 100);
  CHECK(log.job("3").duration_s == 0);
  CHECK(log.job("6").submit_s == 112);  // dropped rows' intervals count

  CHECK(log.count("GPUs do not divide among the nodes: a task per GPU") == 1);
  CHECK(log.count("CPUs of a task cut to a thousandth") == 1);
  CHECK(log.count("job without GPUs") == 1);
  CHECK(log.count("run time 0") == 1);
  CHECK(log.count("negative run time taken as 0") == 1);
  CHECK(log.count("0 nodes taken as 1") == 1);
  CHECK(log.count("no interval, or a negative one: taken as 0") == 1);
  CHECK(log.count("id used before") == 1);
  CHECK(log.count("GPUs, CPUs or nodes cannot be read") == 1);
  CHECK(log.count("run longer than requested") == 1);
  CHECK(log.count("no requested time (wall_time 0): no limit") == 3);
  CHECK(Imported("helios", {file.path()}, {{"zero_gpus", "drop"}}).jobs.size() == 4);
}

TEST_CASE("the original Helios log has calendar times and virtual clusters") {
  const TextFile file("cluster_log.csv", log_text);
  const Imported log("helios", {file.path()});
  REQUIRE(log.jobs.size() == 2);
  CHECK(log.jobs[0].id == "11");
  CHECK(log.jobs[0].submit_s == 0);
  CHECK(log.jobs[0].duration_s == 30);  // from start to end
  CHECK(log.jobs[0].tenant == "vcB");
  CHECK(log.jobs[1].submit_s == 10);
  CHECK(log.jobs[1].duration_s == 60);
  CHECK(log.jobs[1].shape.gpu_milli == 8000);
  CHECK(log.jobs[1].status == "COMPLETED");
  CHECK(log.count("no duration: end_time - start_time taken") == 1);
  CHECK(log.count("no run time that can be read") == 1);
  CHECK(log.count("no submit time that can be read") == 1);
  CHECK(log.count("id used before") == 1);
  CHECK(Imported("helios", {file.path()}, {{"cluster", "vcA"}}).jobs.size() == 1);
}

TEST_CASE("what is no Helios log is an error that names file and line") {
  const TextFile other("other.csv", "job_id,user\n1,2\n");
  CHECK(contains(error_of("helios", {other.path()}), "other.csv:1: column \"vc\" is missing"));
  const TextFile cut("cut.csv", cut_text);
  CHECK(contains(error_of("helios", {cut.path()}, {{"cluster", "vcA"}}), "neither virtual clusters nor dates"));
  CHECK(contains(error_of("helios", {cut.path(), cut.path()}), "one log at a time"));
  CHECK_THROWS_AS(import_files("helios", {"/no/such/file"}), InputError);
}

TEST_CASE("the Helios cut matches its published statistics") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  const nlohmann::json stats = trace_stats("helios-2020-cut15k/helios_data_training.csv");
  const Imported log("helios", {shared("traces/helios-2020-cut15k/helios_data_training.csv").string()});
  REQUIRE(log.jobs.size() == stats.at("jobs").get<std::size_t>());
  std::vector<double> submits, runs, gpus, cpus, nodes;
  std::map<std::int64_t, std::size_t> gpu_counts;
  std::map<std::string, std::size_t> statuses;
  double gpu_seconds = 0;
  for (const SeenJob& job : log.jobs) {
    const std::int64_t job_gpus = std::int64_t{job.tasks} * job.shape.whole_gpus();
    submits.push_back(job.submit_s);
    runs.push_back(job.duration_s);
    gpus.push_back(static_cast<double>(job_gpus));
    cpus.push_back(static_cast<double>(job.tasks * job.shape.cpu_milli) / 1000);
    nodes.push_back(job.tasks);
    ++gpu_counts[job_gpus];
    ++statuses[job.status];
    gpu_seconds += job.duration_s * static_cast<double>(job_gpus);
  }
  check_distribution("interarrival", gaps(submits), stats.at("interarrival_s"));
  CHECK(submits.back() == stats.at("span_s").get<double>());
  check_distribution("run", runs, stats.at("run_s"));
  check_distribution("gpus", gpus, stats.at("gpus"));
  check_histogram("gpus", gpu_counts, stats.at("gpus_hist"));
  check_histogram("status", statuses, stats.at("status"));
  CHECK(nearly(gpu_seconds / 3600, stats.at("gpu_hours").get<double>()));
  CHECK(log.workload->users.size() == stats.at("users").get<std::size_t>());
  CHECK(log.count("job without GPUs") == stats.at("gpus_hist").at("0").get<std::uint64_t>());
  CHECK(log.count("no requested time (wall_time 0): no limit") == stats.at("jobs").get<std::uint64_t>());
  CHECK(log.count("CPUs of a task cut to a thousandth") == 0);
  CHECK(log.count("GPUs do not divide among the nodes: a task per GPU") == 0);
  check_distribution("cpus", cpus, stats.at("cpus"));
  check_distribution("nodes", nodes, stats.at("nodes"));
}

}  // namespace suanli::test
