// run_document_test.cpp -- run.json read back is what was written, and what is none is refused.
#include "scenarios/run_document.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "scenarios/read_scenario.h"
#include "tests/support/temporary_directory.h"

namespace suanli {
namespace {

std::string written(const std::string& scenario, const std::optional<JobCounts>& requests = std::nullopt) {
  RunFacts facts;
  facts.requests = requests;
  facts.requests_never_arrived = 5;
  facts.jobs.submitted = 3;
  facts.jobs.by_status[static_cast<std::size_t>(JobStatus::completed)] = 2;
  facts.jobs.by_status[static_cast<std::size_t>(JobStatus::rejected)] = 1;
  facts.signature = "0123456789abcdef";
  facts.end = SimTime(std::chrono::seconds(25));
  facts.window = {SimTime(std::chrono::seconds(5)), SimTime(std::chrono::seconds(20))};
  facts.limit_hit = "max_wall_s";
  return write_run_document("1.2.3", read_scenario(parse_json(std::string(SUANLI_SOURCE_DIR) + "/tests/corpus/scenarios/s.json", scenario)).scenario, facts, {"a trace", "suanli-trace"}, {});
}

const std::string scenario = R"({"name": "one", "why": "to see", "seed": 9007199254740992, "cluster": {"pools": [{"name": "p", "cpus": 4}]},
  "workload": "trace.json", "policies": {"scheduling": {"name": "easy_backfill", "estimates": "perfect"}, "placement": "first_fit"}})";

TEST_CASE("run.json read back is what was written") {
  const test::TemporaryDirectory folder;
  const std::string path = folder.write("run.json", written(scenario));
  const RunDocument run = read_run_document(path);
  CHECK(run.version == "1.2.3");
  CHECK(run.status == "unfinished");
  CHECK(run.limits_hit == std::vector<std::string>{"max_wall_s"});
  CHECK(run.name == "one");
  CHECK(run.why == "to see");
  CHECK(run.seed == 9007199254740992);
  CHECK(run.signature == "0123456789abcdef");
  CHECK(run.scheduling == "easy_backfill");
  CHECK(run.placement == "first_fit");
  CHECK(run.workload_source == "a trace");
  CHECK(run.jobs.front() == std::pair<std::string, std::uint64_t>{"submitted", 3});
  CHECK(run.jobs.size() == job_status_names.size() + 2);
  CHECK(run.requests.empty());
  CHECK(run.end_s == 25);
  CHECK(run.from_s == 5);
  CHECK(run.until_s == 20);
  CHECK(run.scenario.starts_with("{\n  \"name\": \"one\",\n  \"why\": \"to see\","));
}

TEST_CASE("run.json of a run with services counts its requests too") {
  const test::TemporaryDirectory folder;
  JobCounts requests;
  requests.submitted = 4;
  requests.by_status[static_cast<std::size_t>(JobStatus::failed)] = 4;
  const RunDocument run = read_run_document(folder.write("run.json", written(scenario, requests)));
  REQUIRE(run.requests.size() == job_status_names.size() + 2);
  CHECK(run.requests.front() == std::pair<std::string, std::uint64_t>{"submitted", 4});
  CHECK(run.requests[2] == std::pair<std::string, std::uint64_t>{"failed", 4});
  CHECK(run.requests.back() == std::pair<std::string, std::uint64_t>{"never_submitted", 5});
}

TEST_CASE("what is no run.json is refused, and so is one with parts missing") {
  const test::TemporaryDirectory folder;
  std::string cut = written(scenario);
  cut.replace(cut.find("\"signature\""), 11, "\"signatur\"");
  for (const std::string& text : {std::string("[1]"), std::string(R"({"format": "suanli-trace"})"), std::string("{"), cut}) {
    CHECK_THROWS_AS(read_run_document(folder.write("run.json", text)), InputError);
  }
  CHECK_THROWS_AS(read_run_document(folder.file("none.json")), InputError);
}

}  // namespace
}  // namespace suanli
