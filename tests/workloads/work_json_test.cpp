// work_json_test.cpp -- the work of a job is read, checked and written back.
#include "workloads/work_json.h"

#include <doctest/doctest.h>

#include "tests/support/temporary_directory.h"
#include "workloads/packed_input.h"
#include "workloads/read_trace.h"
#include "workloads/write_trace.h"

using namespace suanli;
using namespace suanli::test;

namespace {

std::string problems_of(std::string_view text) {
  std::vector<Problem> problems;
  parse_work(text, "/work", problems);
  std::string all;
  for (const Problem& problem : problems) all += problem.text() + '\n';
  return all;
}

}  // namespace

TEST_CASE("each form is written as it was read") {
  for (const std::string text :
       {R"({"model":"gpt3-175b","steps":500,"batch":1536,"sequence":2048,"dtype":"fp8","plan":{"tp":8,"pp":16,"recompute":"full","overlap":false}})",
        R"({"model":"resnet-50","steps":3,"batch":256,"exchange":"parameter_server","servers":4})", R"({"tasks":100,"task_s":1.5})",
        R"({"tasks":100,"task_flops":1000000000000,"task_bytes":5})",
        R"({"stages":[{"item_s":0.25,"output_bytes":1000},{"clock_mhz":300,"depth":120,"interval":2,"copies":4,"item_bytes":64}],"items":1000})"}) {
    CAPTURE(text);
    CHECK(problems_of(text).empty());
    std::vector<Problem> problems;
    const ReadWork read = parse_work(text, {}, problems);
    CHECK(work_text(read.work, read.steps) == text);
  }
}

TEST_CASE("what is wrong with a work is told with its place") {
  CHECK(problems_of("{}") == "/work: says nothing of the work (training has \"model\", a bag of tasks \"tasks\", a pipeline \"stages\")\n");
  CHECK(problems_of(R"({"model":"m","stages":[]})").starts_with("/work: says more than one kind of work"));
  CHECK(problems_of(R"({"model":"m","steps":0,"batch":1})") == "/work/steps: must be from 1 to 1000000000000\n");
  CHECK(problems_of(R"({"model":"m","steps":1,"batch":1,"batch":2})") == "/work: has the key \"batch\" twice\n");
  CHECK(problems_of(R"({"model":"m","steps":1,"batch":1,"plan":{"pt":2}})") == "/work/plan/pt: unknown key (did you mean \"tp\"?)\n");
  CHECK(problems_of(R"({"model":"m","steps":1,"batch":1,"plan":"worst"})").starts_with("/work/plan: must be \"best\" or an object"));
  CHECK(problems_of(R"({"model":"m","steps":1,"batch":1,"servers":2})").starts_with("/work/servers: goes with"));
  CHECK(problems_of(R"({"tasks":4})").starts_with("/work/task_s: missing"));
  CHECK(problems_of(R"({"tasks":4,"task_s":1,"task_flops":5})").starts_with("/work/task_s: is given beside"));
  CHECK(problems_of(R"({"stages":[{"item_s":1,"clock_mhz":5}],"items":3})").starts_with("/work/stages/0: says its time in more than one way"));
  CHECK(problems_of("[]") .starts_with("/work: "));
}

TEST_CASE("jobs of equal steps share their work, whatever their number of steps and however it is spelled") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("t.ndjson",
      "{\"format\":\"suanli-trace\",\"version\":1}\n"
      "{\"id\":1,\"submit_s\":0,\"gpus\":8,\"work\":{\"model\":\"m\",\"steps\":10,\"batch\":4}}\n"
      "{\"id\":2,\"submit_s\":0,\"gpus\":8,\"work\":{\"batch\": 4, \"steps\":20,\"model\":\"m\"}}\n"
      "{\"id\":3,\"submit_s\":0,\"gpus\":8,\"tasks\":2,\"work\":{\"model\":\"m\",\"steps\":10,\"batch\":4}}\n"
      "{\"id\":4,\"submit_s\":0,\"gpus\":8,\"duration_s\":5}\n");
  const auto trace = read_trace(path);
  const Workload& jobs = *trace.workload;
  CHECK(jobs.works.size() == 2);
  CHECK(jobs.steps.items() == std::vector<std::uint64_t>{10, 20, 10, 0});
  CHECK(jobs.shape[JobId{0}] == jobs.shape[JobId{1}]);
  CHECK(jobs.shape[JobId{0}] != jobs.shape[JobId{2}]);  // a larger gang may have other places
  CHECK(jobs.shape[JobId{0}] != jobs.shape[JobId{3}]);
  CHECK(jobs.work_of(JobId{3}) == WorkId{});
  write_trace(jobs, directory.file("again.ndjson"));
  CHECK(read_whole(directory.file("again.ndjson")).find(R"("gpus":8,"work":{"model":"m","steps":20,"batch":4}})") != std::string::npos);
  CHECK(content_hash(*read_trace(directory.file("again.ndjson")).workload) == content_hash(jobs));
}

TEST_CASE("described work needs whole GPUs, something to run on and no duration") {
  const TemporaryDirectory directory;
  const auto told = [&](const std::string& fields) {
    const std::string path = directory.write("t.ndjson", "{\"format\":\"suanli-trace\",\"version\":1}\n{\"id\":1,\"submit_s\":0," + fields + "}\n");
    try {
      read_trace(path);
    } catch (const InputError& error) {
      return std::string(error.problems().front().pointer + ": " + error.problems().front().what);
    }
    return std::string();
  };
  const std::string work = R"("work":{"tasks":3,"task_s":1})";
  CHECK(told(work).empty());
  CHECK(told(R"("gpus":0.5,)" + work) == "/gpus: described work needs whole GPUs");
  CHECK(told(R"("cpus":0,)" + work) == "/work: needs CPUs, GPUs or FPGAs to run on");
  CHECK(told(R"("duration_s":1,)" + work) == "/duration_s: is given beside work{}, which says how long the job runs");
  CHECK(told(R"("reference_model":"v100",)" + work) == "/reference_model: says nothing of described work");
}
