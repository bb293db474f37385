// read_trace_test.cpp -- both shapes of a trace give the same workload, and each broken one says where and what.
#include "workloads/read_trace.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "tests/support/packed.h"
#include "tests/support/temporary_directory.h"
#include "workloads/trace_fields.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

const std::string header = R"({"format":"suanli-trace","version":1})";

// What the reader says, without the path; "no error" when it reads the file.
std::string said_of(const std::string& path) {
  try {
    read_trace(path);
  } catch (const InputError& error) {
    std::string text = error.what();
    for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path)) text.erase(at, path.size() + 1);
    return text;
  }
  return "no error";
}

std::string said_of_line(const TemporaryDirectory& directory, const std::string& line) {
  return said_of(directory.write("t.ndjson", header + "\n" + line + "\n"));
}

// A record with one field more than it needs.
std::string record_with(const std::string& field) {
  return R"({"id":1,"submit_s":0,"duration_s":1)" + (field.empty() ? "" : "," + field) + "}";
}

}  // namespace

TEST_CASE("every field of a job arrives in its column") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("t.json", R"({
    "$schema": "trace.schema.json", "format": "suanli-trace", "version": 1,
    "jobs": [
      {"id": "a", "submit_s": 1.5, "tasks": 3, "cpus": 2.5, "memory_gib": 0.5, "gpus": 0.25, "fpgas": 2,
       "device_model": ["v100", "a100"], "duration_s": 100.000000001, "time_limit_s": 3600, "tenant": "physics", "user": "ann",
       "priority": -5, "deadline_s": 7200, "depends_on": [7, "b"], "zones": "dc1", "min_tasks": 2, "max_tasks": 4,
       "work_kind": "training", "reference_model": "v100", "status": "killed"},
      {"submit_s": 0, "duration_s": 0, "id": 7},
      {"id": "b", "submit_s": 0, "duration_s": 1e3, "gpus": 8}
    ], "requests": []})");
  const auto trace = read_trace(path);
  const Workload& w = *trace.workload;
  REQUIRE(w.job_count() == 3);
  CHECK(trace.ledger.rows().empty());
  const JobId a{2};
  CHECK(w.id_text(JobId{0}) == "7");
  CHECK(w.id_text(a) == "a");
  CHECK(w.submit[a] == SimTime(1500ms));
  CHECK(w.tasks[a] == 3);
  const TaskShape& shape = w.shapes[w.shape[a]];
  CHECK(shape.cpu_milli == 2500);
  CHECK(shape.memory_kib == 524288);
  CHECK(shape.gpu_milli == 250);
  CHECK(shape.fpgas == 2);
  REQUIRE(shape.device_models.size() == 2);
  CHECK(w.names.text(shape.device_models[0]) == "a100");
  CHECK(w.names.text(shape.device_models[1]) == "v100");
  REQUIRE(shape.zones.size() == 1);
  CHECK(w.names.text(shape.zones[0]) == "dc1");
  CHECK(w.duration[a] == 100s + 1ns);
  CHECK(w.time_limit[a] == 1h);
  CHECK(w.tenants[w.tenant[a]] == "physics");
  CHECK(w.users[w.user[a]] == "ann");
  CHECK(w.priority[a] == -5);
  CHECK(w.deadline_of(a) == SimTime(2h));
  CHECK(w.depends_on(a).size() == 2);
  CHECK(w.min_tasks[a] == 2);
  CHECK(w.max_tasks[a] == 4);
  CHECK(w.work_kind_of(a) == WorkKind::training);
  CHECK(w.names.text(w.reference_model_of(a)) == "v100");
  CHECK(w.names.text(w.recorded_status_of(a)) == "killed");
  CHECK(w.provenance.source == path);
  CHECK(w.provenance.format == "suanli-trace");
  SUBCASE("one CPU is asked for when no device is, else none") {
    CHECK(w.shapes[w.shape[JobId{0}]].cpu_milli == 1000);
    CHECK(w.shapes[w.shape[JobId{1}]].cpu_milli == 0);
    CHECK(w.duration[JobId{1}] == 1000s);
    CHECK_FALSE(w.has_time_limit(JobId{0}));
  }
}

TEST_CASE("a document and its lines give the same workload, plain and packed") {
  const std::uint64_t seed = 5;
  INFO("seed " << seed);
  Stream random(seed, "read trace test");
  const TemporaryDirectory directory;
  std::string document = R"({"jobs":[)";
  std::string lines = header + "\r\n";
  for (int i = 0; i < 20'000; ++i) {
    std::string record = R"({"id":)" + std::to_string(i) + R"(,"submit_s":)" + std::to_string(random.below(1'000'000));
    record += R"(,"duration_s":)" + std::to_string(random.below(100'000)) + "." + std::to_string(random.below(1000));
    record += R"(,"cpus":)" + std::to_string(random.below(64)) + R"(,"user":"u)" + std::to_string(random.below(50)) + "\"}";
    document += (i == 0 ? "\n" : ",\n") + record;
    lines += record + "\n";
  }
  lines.pop_back();
  document += R"(],"version":1,"format":"suanli-trace"})";
  const auto hash = [](const std::string& path) { return read_trace(path).workload->provenance.content_hash; };
  const std::uint64_t expected = hash(directory.write("t.json", document));
  CHECK(read_trace(directory.file("t.json")).workload->job_count() == 20'000);
  CHECK(hash(directory.write("t.ndjson", lines)) == expected);
  CHECK(hash(directory.write("bom.ndjson", "\xef\xbb\xbf" + lines)) == expected);
  CHECK(hash(directory.write("t.json.gz", gzipped(document))) == expected);
  CHECK(hash(directory.write("t.ndjson.gz", gzipped(lines))) == expected);
  CHECK(hash(directory.write("t.ndjson.zst", zstded(lines))) == expected);
}

TEST_CASE("whole numbers may be written with a point or exponent, and minus zero is zero") {
  const TemporaryDirectory directory;
  const std::string path = directory.write(
      "t.ndjson", header + "\n" +
                      R"({"id":1e3,"submit_s":-0,"duration_s":-0.0,"tasks":2.0,"priority":-1e1,"fpgas":-0,"gpus":4.0})" + "\n" +
                      R"({"id":-0,"submit_s":0,"duration_s":1})");
  const auto trace = read_trace(path);
  CHECK(trace.workload->id_text(JobId{0}) == "0");
  CHECK(trace.workload->id_text(JobId{1}) == "1000");
  CHECK(trace.workload->tasks[JobId{1}] == 2);
  CHECK(trace.workload->priority[JobId{1}] == -10);
  CHECK(trace.workload->shapes[trace.workload->shape[JobId{1}]].gpu_milli == 4000);
}

TEST_CASE("what is tolerated goes to the ledger") {
  const TemporaryDirectory directory;
  const std::string path =
      directory.write("t.ndjson", "\xef\xbb\xbf" + header + "\n\n" + record_with(R"("time_limit_s":0)") + "\n" +
                                      R"({"id":2,"submit_s":0,"duration_s":1,"time_limit_s":-3,"user":null,)" +
                                      R"("cpus":0.33333})" + "\n");
  const auto trace = read_trace(path);
  CHECK(trace.workload->job_count() == 2);
  CHECK(trace.ledger.table() ==
        "kept       1  a byte-order mark was skipped (first on line 1)\n"
        "kept       1  a blank line was skipped (first on line 2)\n"
        "kept       2  a time_limit_s that is not above 0 is taken as unknown (first on line 3)\n"
        "kept       1  a null is taken as not given (first on line 4)\n"
        "corrected  1  an amount of CPUs or GPUs finer than a thousandth was rounded to a thousandth (first on line 4)\n");
  CHECK(trace.workload->shapes[trace.workload->shape[JobId{1}]].cpu_milli == 333);
}

TEST_CASE("escaped keys and texts are what they spell") {
  const TemporaryDirectory directory;
  const std::string path = directory.write(
      "t.ndjson", header + "\n" + R"({"\u0069d":"\u0061\n","submit_s":0,"duration_s":1,"user":"\ud83d\ude00 \"quoted\""})");
  const auto trace = read_trace(path);
  CHECK(trace.workload->id_text(JobId{0}) == "a\n");
  CHECK(trace.workload->users[UserId{0}] == "\xf0\x9f\x98\x80 \"quoted\"");
}

TEST_CASE("a trace without jobs is empty, not wrong") {
  const TemporaryDirectory directory;
  CHECK(read_trace(directory.write("a.ndjson", header)).workload->job_count() == 0);
  CHECK(read_trace(directory.write("b.json", R"({"format":"suanli-trace","version":1,"jobs":[]})")).workload->job_count() == 0);
}

TEST_CASE("the table of fields names each field once, with help for all and a default for all but three") {
  std::map<std::string_view, int> names;
  int required = 0;
  for (const TraceField& field : trace_fields()) {
    ++names[field.name];
    CHECK_FALSE(field.help.empty());
    CHECK(field.name.size() <= 15);
    required += field.default_value.empty() ? 1 : 0;
  }
  CHECK(names.size() == trace_fields().size());
  CHECK(required == 3);  // arrival_s of requests, submit_s of jobs, id of both
}

TEST_CASE("each value that does not fit is told with its place") {
  const TemporaryDirectory directory;
  const std::map<std::string, std::string> cases{
      {R"("tasks":0)",
       "2:45: /tasks: must be a whole number from 1 to 2147483647, not 0 (tasks of the gang, placed all or none; demands are "
       "per task)"},
      {R"("tasks":1.5)",
       "2:45: /tasks: must be a whole number from 1 to 2147483647, not 1.5 (tasks of the gang, placed all or none; demands are "
       "per task)"},
      {R"("tasks":"2")",
       "2:45: /tasks: must be a whole number, not a text (tasks of the gang, placed all or none; demands are per task)"},
      {R"("cpus":-1)", "2:44: /cpus: must not be negative: -1 (CPUs per task, to a thousandth)"},
      {R"("cpus":0.0001)", "2:44: /cpus: must be 0 or at least 0.001"},
      {R"("cpus":NaN)", "2:44: /cpus: is not a number that JSON knows: NaN (no NaN, no Infinity, no +1, .5 or 01)"},
      {R"("cpus":01)", "2:44: /cpus: is not a number that JSON knows: 01 (no NaN, no Infinity, no +1, .5 or 01)"},
      {R"("cpus":1e999)", "2:44: /cpus: is out of range: 1e999 (at most 9223372036, which as seconds is 292 years)"},
      {R"("gpus":1.5)", "2:44: /gpus: must be a share below 1, or a whole number of GPUs up to 2147483"},
      {R"("deadline_s":9223372037)",
       "2:50: /deadline_s: is out of range: 9223372037 (at most 9223372036, which as seconds is 292 years)"},
      {R"("user":5)", "2:44: /user: must be a text, not a number (who submitted it)"},
      {R"("zones":["a",5])", "2:50: /zones/1: must be a text, not a number (zones the tasks may run in)"},
      {R"("zones":[""])", "2:46: /zones/0: must not be empty"},
      {R"("depends_on":"x")",
       "2:50: /depends_on: must be a list of ids, not a text (ids of jobs that must have completed first)"},
      {R"("depends_on":[true])",
       "2:51: /depends_on/0: must be a text or a whole number, not true or false (ids of jobs that must have completed first)"},
      {R"("depends_on":[1.5])", "2:51: /depends_on/0: must be a text or a whole number, not 1.5"},
      {R"("work_kind":"trainig")",
       "2:49: /work_kind: must be one of batch|training|inference, not \"trainig\" (did you mean \"training\"?)"},
      {R"("work":3)",
       "2:44: /work: must be an object, not a number (training steps, a bag of tasks or a pipeline instead of duration_s)"},
      {R"("user":"\u0000")", "2:44: /user: holds the character \\u0000 (no name or id may have it)"},
      {R"("user":"\q")", "2:44: a string has an escape that JSON does not know"},
      {R"("gpu":1)", "2:37: unknown key \"gpu\" (did you mean \"gpus\"?)"},
      {R"("id":2)", "2:37: /id: is given twice"},
      {R"("min_tasks":2)", "2:1: /tasks: tasks must lie between min_tasks and max_tasks (1 is not from 2 to 1)"},
      {R"("service":"chat")",
       "2:37: \"service\" belongs to a request, and this is a job (a job has submit_s, a request has arrival_s)"},
      {R"("arrival_s":0)",
       "2:9: \"submit_s\" belongs to a job, and this is a request (a job has submit_s, a request has arrival_s)"},
      {R"("depends_on":[1])", "2: job \"1\" depends on itself"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.first);
    CHECK(said_of_line(directory, record_with(each.first)) == each.second);
  }
}

TEST_CASE("every field of a request arrives in its column, from a list and from lines among jobs") {
  const std::string first =
      R"({"id":"r","arrival_s":1.5,"service":"chat","prompt_tokens":300,"output_tokens":20,"duration_s":0.25,"work":{"kernel":"bert"},)"
      R"("session":"s","prefix_hashes":[46,1e1,18446744073709551615],"tenant":"t","priority":-1})";
  const std::string second = R"({"id":7,"arrival_s":0})";
  const std::string job = R"({"id":7,"submit_s":0,"duration_s":1,"tenant":"lab"})";
  const TemporaryDirectory directory;
  const std::string document = R"({"requests":[)" + first + "," + second + R"(],"format":"suanli-trace","version":1,"jobs":[)" + job + "]}";
  const std::string lines = header + "\n" + first + "\n" + job + "\n" + second + "\n";
  for (const std::string& path : {directory.write("t.json", document), directory.write("t.ndjson", lines)}) {
    CAPTURE(path);
    const auto trace = read_trace(path);
    const Workload& w = *trace.workload;
    REQUIRE(w.job_count() == 1);
    REQUIRE(w.request_count() == 2);
    const RequestColumns& requests = w.requests;
    const RequestId r{1};
    CHECK(w.request_id_text(RequestId{0}) == "7");
    CHECK(w.request_id_text(r) == "r");
    CHECK(requests.arrival[r] == SimTime(1500ms));
    CHECK(w.names.text(requests.service[r]) == "chat");
    CHECK(requests.prompt_tokens[r] == 300);
    CHECK(requests.output_tokens[r] == 20);
    CHECK(requests.duration_of(r) == 250ms);
    CHECK(w.names.text(requests.kernel_of(r)) == "bert");
    CHECK(w.names.text(requests.session_of(r)) == "s");
    REQUIRE(requests.prefix_of(r).size() == 3);
    CHECK(requests.prefix_of(r)[0] == 46);
    CHECK(requests.prefix_of(r)[1] == 10);
    CHECK(requests.prefix_of(r)[2] == 18446744073709551615ULL);
    CHECK(w.tenants.items() == std::vector<std::string>{"lab", "", "t"});
    CHECK(requests.tenant[r] == TenantId{2});
    CHECK(requests.priority_of(r) == -1);
    CHECK(requests.service[RequestId{0}] == NameId{});
    CHECK(requests.kernel_of(RequestId{0}) == NameId{});
    CHECK(requests.prefix_of(RequestId{0}).empty());
  }
}

TEST_CASE("a trace of requests alone is read") {
  const TemporaryDirectory directory;
  const auto lines = read_trace(directory.write("t.ndjson", header + "\n" + R"({"id":1,"arrival_s":2})" + "\n"));
  CHECK(lines.workload->job_count() == 0);
  CHECK(lines.workload->request_count() == 1);
  const auto document = read_trace(directory.write("t.json", R"({"format":"suanli-trace","version":1,"requests":[{"id":1,"arrival_s":2}]})"));
  CHECK(document.workload->provenance.content_hash == lines.workload->provenance.content_hash);
}
