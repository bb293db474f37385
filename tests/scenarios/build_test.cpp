// build_test.cpp -- scenarios become things that run, whatever their jobs come from.
#include "scenarios/build.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "scenarios/write_scenario.h"
#include "tests/support/shared.h"

using namespace suanli;
namespace fs = std::filesystem;

namespace {

const std::string source_dir = SUANLI_SOURCE_DIR;
const std::string corpus = source_dir + "/tests/corpus/scenarios/";

ScenarioFile read_text(const std::string& text) {
  return read_scenario(parse_json(corpus + "s.json", text));
}

RunOutcome run(const Experiment& experiment) {
  Recorder recorder(*experiment.workload, experiment.cluster, experiment.recorder);
  Observer* const observers[] = {&recorder};
  Engine engine(*experiment.workload, experiment.cluster, *experiment.policies.scheduling, *experiment.policies.placement, experiment.engine, observers);
  const RunOutcome outcome = engine.run();
  recorder.take();
  return outcome;
}

}  // namespace

TEST_CASE("a trace of one job of ten seconds runs for ten seconds") {
  const Experiment experiment = build(read_text(R"({"cluster": {"pools": [{"name": "p", "cpus": 4}]}, "workload": "trace.json"})"));
  CHECK(experiment.workload->job_count() == 1);
  CHECK(experiment.cluster.node_name(NodeId{0}) == "p");
  CHECK(to_seconds(run(experiment).end - time_zero) == 10);
}

TEST_CASE("the effective scenario makes the same jobs, also when the spec came from another folder") {
  const ScenarioFile first = read_scenario(source_dir + "/scenarios/quickstart.json");
  const ScenarioFile second = read_scenario(parse_json(source_dir + "/scenarios/again.json", write_scenario(first.scenario)));
  CHECK(write_scenario(second.scenario) == write_scenario(first.scenario));
  const Experiment a = build(first);
  const Experiment b = build(second);
  CHECK(content_hash(*a.workload) == content_hash(*b.workload));
  CHECK(a.workload->job_count() >= 600);
}

TEST_CASE("the quickstart runs to its end on its cluster") {
  const Experiment experiment = build(read_scenario(source_dir + "/scenarios/quickstart.json"));
  CHECK(experiment.cluster.node_count() == 24);
  CHECK(experiment.cluster.total(DeviceKind::gpu) == 80);
  CHECK(experiment.cluster.total(DeviceKind::fpga) == 8);
  CHECK(experiment.recorder.timeline_interval == std::chrono::seconds(600));
  CHECK(run(experiment).limit.empty());
}

TEST_CASE("the seed of the scenario decides the jobs and the limits reach the engine") {
  const std::string path = source_dir + "/scenarios/hpc-fcfs-vs-easy.json";
  const Experiment one = build(read_scenario(path, {parse_seed("1"), parse_set("/workload/generate/jobs=50")}));
  const Experiment two = build(read_scenario(path, {parse_seed("2"), parse_set("/workload/generate/jobs=50"), parse_set("/limits/max_events=7"),
                                                    parse_set("/limits/max_simulated_s=1e6"), parse_set("/kill_at_limit=false"),
                                                    parse_set("/admission/max_queued_jobs=3")}));
  CHECK(content_hash(*one.workload) != content_hash(*two.workload));
  CHECK(two.engine.limits.events == 7);
  CHECK(two.engine.limits.simulated == time_zero + std::chrono::seconds(1'000'000));
  CHECK(!two.engine.kill_at_limit);
  CHECK(two.engine.max_queued_jobs == 3U);
  CHECK(two.engine.scheduling_name == "easy_backfill");
  CHECK(run(one).limit.empty());
  CHECK(!run(two).limit.empty());
}

TEST_CASE("a log of another format is imported by its name") {
  const std::string log = "swf/kth_sp2.swf.gz";
  SUANLI_NEEDS_SHARED("traces/" + log);
  const std::string path = test::shared("traces/" + log).string();
  const ScenarioFile file = read_text(R"({"cluster": {"pools": [{"name": "p", "cpus": 100}]},
    "workload": {"import": {"format": "swf", "files": [")" + path + R"("]}}})");
  const Experiment experiment = build(file);
  CHECK(experiment.workload->job_count() > 28'000);
  CHECK(!experiment.ledger.rows().empty());
  CHECK(write_scenario(read_text(write_scenario(file.scenario)).scenario) == write_scenario(file.scenario));
}

TEST_CASE("a stretch of a trace at another pace reaches the run, and the effective scenario keeps it") {
  const fs::path trace = fs::temp_directory_path() / ("suanli_cut_" + std::to_string(::getpid()) + ".json");
  std::ofstream(trace) << R"({"format": "suanli-trace", "version": 1, "jobs": [{"id": 1, "submit_s": 5, "duration_s": 10},
    {"id": 2, "submit_s": 30, "duration_s": 10}, {"id": 3, "submit_s": 50, "duration_s": 10}]})";
  const ScenarioFile file = read_text(R"({"cluster": {"pools": [{"name": "p", "cpus": 4}]},
    "workload": {"trace": ")" + trace.string() + R"(", "from_s": 10, "until_s": 51, "rate": 2}})");
  const Experiment experiment = build(file);
  CHECK(experiment.workload->submit.items() == std::vector<SimTime>{SimTime(std::chrono::seconds(10)), SimTime(std::chrono::seconds(20))});
  const std::string written = write_scenario(file.scenario);
  CHECK(written.find("\"rate\": 2") != std::string::npos);
  CHECK(written.find("requests_per_s") == std::string::npos);
  CHECK(write_scenario(read_text(written).scenario) == written);
  CHECK(content_hash(*build(read_text(written)).workload) == content_hash(*experiment.workload));
  fs::remove(trace);
}

TEST_CASE("requests that no service answers are an error") {
  const fs::path trace = fs::temp_directory_path() / ("suanli_requests_" + std::to_string(::getpid()) + ".json");
  std::ofstream(trace) << R"({"format": "suanli-trace", "version": 1, "requests": [{"id": 1, "arrival_s": 0}, {"id": 2, "arrival_s": 0}]})";
  const ScenarioFile file = read_text(R"({"cluster": {"pools": [{"name": "p", "cpus": 4}]}, "workload": {"trace": ")" + trace.string() + R"("}})");
  CHECK_THROWS_WITH_AS(build(file),
                       (corpus + "s.json: /services: requests need services: the workload has 2 requests, and nothing answers them "
                                 "(name the services, or leave the requests out of the trace)").c_str(),
                       InputError);
  fs::remove(trace);
}

TEST_CASE("a cluster file by itself is read as a scenario would, with places") {
  const std::string path = corpus + "part_bad.json";
  CHECK_THROWS_AS(read_cluster(path), InputError);
  try {
    read_cluster(path);
  } catch (const InputError& error) {
    CHECK(error.problems().front().line == 4);
    CHECK(error.problems().front().file == path);
  }
  const fs::path good = fs::temp_directory_path() / ("suanli_cluster_" + std::to_string(::getpid()) + ".json");
  std::ofstream(good) << write_cluster({.zones = {}, .pools = {{.name = "p", .zone = {}, .count = 3, .cpus = 2}}, .links = {}}, {});
  CHECK(read_cluster(good.string()).node_count() == 3);
  fs::remove(good);
  CHECK_THROWS_WITH_AS(read_cluster("nowhere.json"), "nowhere.json: no such file", InputError);
}
