// philly_test.cpp -- the CSV, the original log and the machine lists by hand, then the real trace.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "tests/support/shared.h"
#include "tests/support/text_file.h"
#include "tests/workloads/import/import_case.h"
#include "tests/workloads/import/trace_stats.h"
#include "workloads/civil_time.h"
#include "workloads/csv_reader.h"

namespace suanli::test {
namespace {

constexpr const char* csv_text =
    "timestamp,duration,num_gpus,gpu_time,cluster\n"
    "2017-10-02 00:01:00,66.75,2,133.5,red\n"
    "2017-10-01 00:00:00,5.0,1,5.0,blue\n"
    "2017-10-02 00:01:00,7.0,0,0.0,red\n"
    "2017-10-02 00:00:30,-3.0,1,9.0,red\n"
    "2017-10-03 00:00:00,0.0,8,0.0,red\n"
    "\n";

constexpr const char* json_text = R"([
 {"status": "Pass", "vc": "red", "jobid": "application_2", "user": "u1", "submitted_time": "2017-10-02 00:00:10",
  "attempts": [{"start_time": "2017-10-02 00:01:00", "end_time": "2017-10-02 00:02:00",
                "detail": [{"ip": "m1", "gpus": ["gpu0", "gpu1"]}, {"ip": "m2", "gpus": ["gpu3"]}]},
               {"start_time": "2017-10-02 00:10:00", "end_time": "2017-10-02 00:10:30", "detail": [{"ip": "m1", "gpus": ["gpu0"]}]}]},
 {"status": "Killed", "vc": "blue", "jobid": "application_1", "user": null, "submitted_time": "2017-10-02 00:00:00",
  "attempts": [{"start_time": null, "end_time": "2017-10-02 00:02:00", "detail": [{"ip": "m1", "gpus": ["gpu0"]}]},
               {"start_time": "2017-10-02 00:10:00", "end_time": "2017-10-02 00:10:05", "detail": []}]},
 {"status": "Killed", "vc": "blue", "jobid": "application_3", "user": "u2", "submitted_time": "2017-10-02 00:00:00", "attempts": []},
 {"status": "Failed", "vc": "blue", "jobid": "application_4", "user": "u2", "submitted_time": "None",
  "attempts": [{"start_time": "2017-10-02 00:10:00", "end_time": "2017-10-02 00:10:05", "detail": [{"gpus": ["g"]}]}]},
 {"status": "Failed", "vc": "blue", "jobid": "application_5", "user": "u2", "submitted_time": "2017-10-02 00:00:00",
  "attempts": [{"start_time": "2017-10-02 00:10:00", "end_time": "None", "detail": [{"gpus": ["g"]}]}]},
 {"status": "Failed", "vc": "blue", "jobid": "application_6", "user": "u2", "submitted_time": "2017-10-02 00:00:00",
  "attempts": [{"start_time": "2017-10-02 00:10:00", "end_time": "2017-10-02 00:10:05"}]},
 7
])";

}  // namespace

TEST_CASE("philly.csv becomes gangs of one-GPU tasks, sorted stably by time and numbered from 0") {
  const TextFile file("philly.csv", csv_text);
  const Imported log("philly", {file.path()});
  REQUIRE(log.jobs.size() == 5);
  CHECK(log.jobs[0].id == "0");
  CHECK(log.jobs[0].tenant == "blue");
  CHECK(log.jobs[0].submit_s == 0);
  CHECK(log.jobs[1].submit_s == 86430);
  CHECK(log.jobs[1].duration_s == 0);
  CHECK(log.jobs[2].submit_s == 86460);
  CHECK(log.jobs[2].duration_s == 66.75);
  CHECK(log.jobs[2].tasks == 2);
  CHECK(log.jobs[2].shape.gpu_milli == 1000);
  CHECK(log.jobs[2].shape.cpu_milli == 0);
  CHECK(log.jobs[3].duration_s == 7);  // the same second, later in the file
  CHECK(log.jobs[3].tasks == 1);
  CHECK(log.jobs[3].shape.gpu_milli == 0);
  CHECK(log.jobs[4].id == "4");
  CHECK(log.jobs[4].limit_s == -1);
  CHECK(log.count("submitted before the job above: sorted by submit time") == 2);
  CHECK(log.count("negative duration taken as 0") == 1);
  CHECK(log.count("duration 0") == 1);
  CHECK(log.count("job without GPUs: one task that needs none") == 1);
  CHECK(log.count("gpu_time is not duration times GPUs (gpu_time is not used)") == 1);
  CHECK(log.count("blank line") == 1);
}

TEST_CASE("philly takes one virtual cluster and one stretch of time, and cuts durations, when asked to") {
  const TextFile file("philly.csv", csv_text);
  const Imported log("philly", {file.path()},
                     {{"cluster", "red"}, {"from", "2017-10-02"}, {"until", "2017-10-03 00:00:00"}, {"truncate", true}});
  REQUIRE(log.jobs.size() == 3);
  CHECK(log.jobs[0].submit_s == 0);
  CHECK(log.jobs[1].submit_s == 30);
  CHECK(log.jobs[1].duration_s == 66);
  CHECK(log.jobs[1].id == "1");
  CHECK(log.count("of another virtual cluster") == 1);
  CHECK(log.count("submitted after the time asked for") == 1);
  CHECK(log.count("duration cut to whole seconds") == 1);
  CHECK(contains(error_of("philly", {file.path()}, {{"cluster", "reed"}}), "there are: blue, red"));
  CHECK(contains(error_of("philly", {file.path()}, {{"from", "yesterday"}}), "/from: \"yesterday\" is not a time"));
  CHECK(contains(error_of("philly", {file.path()}, {{"from", "2017-10-02"}, {"until", "2017-10-02"}}), "/until"));
  CHECK(contains(error_of("philly", {file.path()}, {{"from", "2018-01-01"}}), "submitted before the time asked for (5 times)"));
}

TEST_CASE("the original Philly log is known by its content, and its attempts become one duration") {
  const TextFile file("cluster_job_log", json_text);
  const Imported log("philly", {file.path()});
  REQUIRE(log.jobs.size() == 2);
  CHECK(log.jobs[0].id == "application_1");
  CHECK(log.jobs[0].duration_s == 5);
  CHECK(log.jobs[0].tasks == 1);
  CHECK(log.jobs[0].user.empty());
  CHECK(log.jobs[0].status == "Killed");
  CHECK(log.jobs[1].id == "application_2");
  CHECK(log.jobs[1].submit_s == 10);
  CHECK(log.jobs[1].duration_s == 90);
  CHECK(log.jobs[1].tasks == 3);
  CHECK(log.jobs[1].tenant == "red");
  CHECK(log.jobs[1].user == "u1");
  CHECK(log.count("no attempt: the job never ran") == 1);
  CHECK(log.count("no submit time") == 1);
  CHECK(log.count("no attempt with start and end") == 1);
  CHECK(log.count("no GPUs named") == 1);
  CHECK(log.count("record that is not an object") == 1);
  CHECK(log.count("attempts without start or end not counted") == 1);
  CHECK(Imported("philly", {file.path()}, {{"attempts", "span"}}).jobs[1].duration_s == 570);
}

TEST_CASE("attempts that together pass what a duration can hold do not count") {
  const std::string attempt = R"({"start_time": "1900-01-01 00:00:00", "end_time": "2150-01-01 00:00:00", "detail": [{"gpus": ["g"]}]})";
  const TextFile file("cluster_job_log", R"([{"jobid": "j", "vc": "a", "submitted_time": "2000-01-01", "attempts": [)" + attempt + "," +
                                             attempt + "]}]");
  const Imported log("philly", {file.path()});
  CHECK(log.jobs[0].duration_s == 91311.0 * 86400);  // 250 years of 365 days, and 61 leap days
  CHECK(log.count("attempts without start or end not counted") == 1);
}

TEST_CASE("Philly's machine lists become pools of equal machines") {
  const TextFile jobs("philly.csv", csv_text);
  const TextFile list("cluster_machine_list",
                      "machineId, number of GPUs, single GPU mem\nm0,2, 12GB\nm1,8, 24GB\nm2,2, 12GB\n");
  const Imported log("philly", {jobs.path(), list.path()});
  REQUIRE(log.result.cluster);
  REQUIRE(log.result.cluster->pools.size() == 2);
  CHECK(log.result.cluster->pools[0].count == 2);
  CHECK(log.result.cluster->pools[0].devices[0].count == 2);
  CHECK(log.result.cluster->pools[1].devices[0].model == "philly-gpu-24gb");
  REQUIRE(log.result.device_models.size() == 2);
  CHECK(log.result.device_models[0].memory_gib == 12);

  const TextFile revised("revised_machine_list.csv", ",machineId,number of GPUs\n0,m0,8\n1,m1,0\n2,m2,x\n");
  const Imported other("philly", {revised.path(), jobs.path()});
  REQUIRE(other.result.cluster->pools.size() == 1);
  CHECK(other.result.device_models[0].name == "philly-gpu");
  CHECK(other.count("machine with 0 GPUs left out of the cluster") == 1);
  CHECK(other.count("machine without a number of GPUs from 0 to 64") == 1);
}

TEST_CASE("philly drops rows it cannot read, and refuses files that are something else") {
  const TextFile odd("odd.csv",
                     "timestamp,duration,num_gpus,gpu_time,cluster\r\n2017-10-02 00:01:00,1,1,1,a\r\nNone,1,1,1,a\r\n"
                     "2017-10-02 00:01:00,nan,1,1,a\r\n2017-10-02 00:01:00,1,-1,1,a\r\n2017-10-02");
  const Imported log("philly", {odd.path()});
  CHECK(log.jobs.size() == 1);
  CHECK(log.count("no submit time that can be read") == 1);
  CHECK(log.count("no duration that can be read") == 2);
  CHECK(log.count("no number of GPUs that can be read") == 1);
  CHECK(log.count("row with fewer cells than the header") == 1);

  const TextFile other("other.csv", "a,b\n1,2\n");
  CHECK(contains(error_of("philly", {other.path()}), "other.csv:1: column \"timestamp\" is missing"));
  const TextFile broken("broken.json", "[\n{\"vc\": \"a\",\n oops}\n]\n");
  CHECK(contains(error_of("philly", {broken.path()}), "broken.json:3: "));
  const TextFile object("object.json", "{\"jobs\": []}\n");
  CHECK(contains(error_of("philly", {object.path()}), "the document is not a list"));
  const TextFile list("machines", "machineId, number of GPUs\nm0,2\n");
  CHECK(contains(error_of("philly", {list.path()}), "no file with jobs"));
  CHECK(contains(error_of("philly", {odd.path(), odd.path()}), "a second file with jobs"));
  CHECK_THROWS_AS(import_files("philly", {"/no/such/file"}), InputError);
}

TEST_CASE("the virtual cluster ee9e8c is, row by row, the input of the published GPU schedules") {
  SUANLI_NEEDS_SHARED("traces/philly-2017/philly.csv.gz");
  const Imported log("philly", {shared("traces/philly-2017/philly.csv.gz").string()},
                     {{"cluster", "ee9e8c"}, {"from", "2017-10-03"}, {"until", "2017-12-15"}, {"truncate", true}});
  const CsvFile expected(shared("reference/dl/philly_ee9e8c.csv").string());
  REQUIRE(log.jobs.size() == expected.row_count());
  CHECK(log.jobs.size() == 1214);
  for (std::size_t i = 0; i < expected.row_count(); ++i) {
    const CsvRow row = expected.row(i);
    const auto number = [&](std::string_view column) { return std::stod(std::string(row[expected.column(column)])); };
    CHECK(log.jobs[i].id == row[expected.column("job_id")]);
    CHECK(log.jobs[i].submit_s == number("submit_time"));
    CHECK(log.jobs[i].duration_s == number("duration"));
    CHECK(log.jobs[i].tasks == number("num_gpu"));
  }
}

TEST_CASE("the Philly trace matches its published statistics") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  const nlohmann::json stats = trace_stats("philly-2017/philly.csv.gz");
  const Imported log("philly", {shared("traces/philly-2017/philly.csv.gz").string()});
  REQUIRE(log.jobs.size() == stats.at("jobs").get<std::size_t>());
  std::vector<double> submits, durations, gpus;
  std::map<std::uint32_t, std::size_t> gpu_counts;
  std::map<std::string, std::size_t> clusters;
  std::vector<Stay> stays;
  double gpu_seconds = 0;
  const double first = to_seconds(*parse_civil_time(stats.at("first_submit").get<std::string>()));
  for (const SeenJob& job : log.jobs) {
    submits.push_back(job.submit_s);
    durations.push_back(job.duration_s);
    gpus.push_back(job.tasks);
    ++gpu_counts[job.tasks];
    ++clusters[job.tenant];
    stays.push_back({first + job.submit_s, first + job.submit_s + job.duration_s, static_cast<double>(job.tasks)});
    gpu_seconds += job.duration_s * job.tasks;
  }
  CHECK(submits.front() == 0);
  CHECK(first + submits.back() == to_seconds(*parse_civil_time(stats.at("last_submit").get<std::string>())));
  check_distribution("interarrival", gaps(submits), stats.at("interarrival_s"));
  check_distribution("duration", durations, stats.at("duration_s"));
  check_distribution("gpus", gpus, stats.at("gpus"));
  check_histogram("gpus", gpu_counts, stats.at("gpus_hist"));
  check_histogram("clusters", clusters, stats.at("vcs"));
  check_peak("from submit", stays, stats.at("peak_gpus_if_started_at_submit"));
  CHECK(nearly(gpu_seconds / 3600, stats.at("gpu_hours").get<double>()));
  CHECK(log.count("submitted before the job above: sorted by submit time") == stats.at("unsorted_pairs").get<std::uint64_t>());
  CHECK(log.count("duration 0") + log.count("negative duration taken as 0") ==
        stats.at("duration_nonpositive").get<std::uint64_t>());
  CHECK(log.count("gpu_time is not duration times GPUs (gpu_time is not used)") ==
        stats.at("gpu_time_mismatch").get<std::uint64_t>());
  CHECK(log.count("blank line") == 1);
}

TEST_CASE("Philly's real machine lists add up to the GPUs they are known for") {
  SUANLI_NEEDS_SHARED("traces/philly-2017/cluster_machine_list");
  const std::string jobs = shared("traces/philly-2017/philly.csv.gz").string();
  const auto gpus_in = [&](const std::string& list) {
    const ImportResult result =
        import_files("philly", {jobs, shared("traces/philly-2017/" + list).string()}, {{"cluster", "51b7ef"}});
    std::int64_t gpus = 0;
    for (const Pool& pool : result.cluster->pools) gpus += std::int64_t{pool.count} * pool.devices[0].count;
    return std::pair(result.cluster->pools.size(), gpus);
  };
  CHECK(gpus_in("cluster_machine_list") == std::pair<std::size_t, std::int64_t>(2, 2490));
  CHECK(gpus_in("revised_machine_list.csv") == std::pair<std::size_t, std::int64_t>(4, 3205));
}

}  // namespace suanli::test
