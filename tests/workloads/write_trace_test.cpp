// write_trace_test.cpp -- what is written reads back as the same workload, byte for byte the same when written again.
#include "workloads/write_trace.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "tests/support/random_workload.h"
#include "tests/support/temporary_directory.h"
#include "workloads/packed_input.h"
#include "workloads/read_trace.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

TEST_CASE("a document has a job a line, in order, with defaults left out") {
  WorkloadBuilder builder;
  JobRecord job;
  job.id = "b";
  job.submit = SimTime(1500ms);
  job.duration = 1h + 1ns;
  builder.add(job);
  const std::vector<std::string_view> models{"v100", "a100"};
  const std::vector<std::string_view> needs{"b"};
  job.id = "7";
  job.tasks = 2;
  job.cpu_milli = 500;
  job.memory_kib = 1;
  job.gpu_milli = 250;
  job.device_models = models;
  job.user = "a \"b\"\n\xc3\xa9";
  job.depends_on = needs;
  job.time_limit = 2h;
  builder.add(job);
  const auto workload = builder.finish({});
  const TemporaryDirectory directory;
  write_trace(*workload, directory.file("t.json"));
  CHECK(read_whole(directory.file("t.json")) ==
        "{\"format\":\"suanli-trace\",\"version\":1,\"jobs\":[\n"
        "{\"id\":7,\"submit_s\":1.5,\"tasks\":2,\"cpus\":0.5,\"memory_gib\":0.000000954,\"gpus\":0.25,"
        "\"device_model\":[\"a100\",\"v100\"],\"duration_s\":3600.000000001,\"time_limit_s\":7200,"
        "\"user\":\"a \\\"b\\\"\\u000a\xc3\xa9\",\"depends_on\":[\"b\"]},\n"
        "{\"id\":\"b\",\"submit_s\":1.5,\"cpus\":0,\"duration_s\":3600.000000001}\n"
        "]}\n");
  write_trace(*workload, directory.file("t.ndjson"));
  CHECK(read_whole(directory.file("t.ndjson")).starts_with("{\"format\":\"suanli-trace\",\"version\":1}\n{\"id\":7,"));
}

TEST_CASE("any workload survives a round trip in each shape and packing") {
  const TemporaryDirectory directory;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    const auto workload = random_workload(seed, seed % 5 == 0 ? 0 : 200, seed % 2 == 0 ? 100 : 0);
    for (const char* name : {"t.json", "t.ndjson", "t.jsonl.gz", "t.json.zst"}) {
      CAPTURE(name);
      const std::string path = directory.file(name);
      write_trace(*workload, path);
      const auto read = read_trace(path);
      CHECK(read.workload->provenance.content_hash == workload->provenance.content_hash);
      const std::string first = read_whole(path);
      write_trace(*read.workload, path);
      CHECK(read_whole(path) == first);
    }
  }
}

TEST_CASE("requests are a list beside the jobs, or lines behind theirs, with defaults left out") {
  WorkloadBuilder builder;
  JobRecord job;
  job.id = "j";
  job.cpu_milli = 1000;
  builder.add(job);
  RequestRecord request;
  request.id = "7";
  request.arrival = SimTime(1500ms);
  builder.add_request(request);
  const std::vector<std::uint64_t> hashes{46, 18446744073709551615ULL};
  request.id = "r";
  request.service = "chat";
  request.prompt_tokens = 300;
  request.output_tokens = 20;
  request.duration = 250ms;
  request.kernel = "bert \"base\"";
  request.session = "s";
  request.prefix_hashes = hashes;
  request.tenant = "t";
  request.priority = -1;
  builder.add_request(request);
  const auto workload = builder.finish({});
  const TemporaryDirectory directory;
  const std::string job_row = "{\"id\":\"j\",\"submit_s\":0,\"cpus\":1,\"duration_s\":0}";
  const std::string first = "{\"id\":7,\"arrival_s\":1.5}";
  const std::string second =
      "{\"id\":\"r\",\"arrival_s\":1.5,\"service\":\"chat\",\"prompt_tokens\":300,\"output_tokens\":20,\"duration_s\":0.25,"
      "\"work\":{\"kernel\":\"bert \\\"base\\\"\"},\"session\":\"s\",\"prefix_hashes\":[46,18446744073709551615],"
      "\"tenant\":\"t\",\"priority\":-1}";
  write_trace(*workload, directory.file("t.json"));
  CHECK(read_whole(directory.file("t.json")) == "{\"format\":\"suanli-trace\",\"version\":1,\"jobs\":[\n" + job_row + "\n],\"requests\":[\n" +
                                                    first + ",\n" + second + "\n]}\n");
  write_trace(*workload, directory.file("t.ndjson"));
  CHECK(read_whole(directory.file("t.ndjson")) ==
        "{\"format\":\"suanli-trace\",\"version\":1}\n" + job_row + "\n" + first + "\n" + second + "\n");
}

TEST_CASE("a workload without jobs is written and read") {
  const TemporaryDirectory directory;
  const auto workload = WorkloadBuilder().finish({});
  for (const TraceShape shape : {TraceShape::document, TraceShape::lines}) {
    write_trace(*workload, directory.file("t"), shape);
    CHECK(read_trace(directory.file("t")).workload->job_count() == 0);
  }
}

TEST_CASE("a failed write leaves nothing behind and says why") {
  const TemporaryDirectory directory;
  const auto workload = random_workload(1, 20'000);
  for (const char* name : {"/dev/full"}) {
    try {
      write_trace(*workload, name);
      FAIL("the device is full");
    } catch (const InputError& error) {
      CHECK(std::string(error.what()).find("No space left on device") != std::string::npos);
    }
  }
  CHECK_THROWS_AS(write_trace(*workload, directory.file("missing/t.json")), InputError);
  CHECK(std::filesystem::is_empty(directory.path()));
}

TEST_CASE("a name that JSON cannot say is refused") {
  WorkloadBuilder builder;
  JobRecord job;
  job.id = "1";
  job.tenant = "\xff";
  builder.add(job);
  const auto workload = builder.finish({});
  const TemporaryDirectory directory;
  CHECK_THROWS_AS(write_trace(*workload, directory.file("t.json")), InputError);
  CHECK(std::filesystem::is_empty(directory.path()));
}
