// workload_builder_test.cpp -- records in any order become the same sorted columns; bad ids and dependencies are told.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "sim/model/workload.h"

using namespace suanli;
using namespace std::chrono_literals;

namespace {

JobRecord record(std::string_view id, Duration submit) {
  JobRecord job;
  job.id = id;
  job.submit = SimTime(submit);
  job.duration = 10s;
  job.cpu_milli = 1000;
  return job;
}

std::string ids_in_order(const Workload& workload) {
  std::string text;
  for (const JobId job : IdRange<JobId>(workload.job_count())) text += std::string(workload.id_text(job)) + ' ';
  return text;
}

std::string numbered(std::string prefix, std::uint64_t number) {
  prefix += std::to_string(number);
  return prefix;
}

std::string error_of(WorkloadBuilder& builder) {
  try {
    builder.finish({"trace.json", "test"});
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("jobs are ranked by submit time, then numeric ids by value, then text ids by bytes") {
  WorkloadBuilder builder;
  for (const char* id : {"b", "10", "9", "a", "007"}) builder.add(record(id, 5s));
  builder.add(record("last", 6s));
  builder.add(record("first", 0s));
  const auto workload = builder.finish({"x", "test"});
  CHECK(ids_in_order(*workload) == "first 9 10 007 a b last ");
  CHECK(builder.size() == 0);
  CHECK(workload->find("10") == static_cast<JobId>(2));
  CHECK_FALSE(workload->find("11").has_value());
}

TEST_CASE("columns that no job uses stay empty, and read as their usual value") {
  WorkloadBuilder builder;
  builder.add(record("1", 0s));
  const auto plain = builder.finish({});
  CHECK(plain->deadline.empty());
  CHECK(plain->min_tasks.empty());
  CHECK(plain->max_tasks.empty());
  CHECK(plain->work_kind.empty());
  CHECK(plain->reference_model.empty());
  CHECK(plain->recorded_status.empty());
  CHECK(plain->dependency_begin.empty());
  CHECK(plain->deadline_of(JobId{0}) == time_never);
  CHECK_FALSE(plain->has_time_limit(JobId{0}));
  CHECK(plain->depends_on(JobId{0}).empty());
  CHECK(plain->tenants.items() == std::vector<std::string>{""});
}

TEST_CASE("a column begins with the first job that uses it") {
  WorkloadBuilder builder;
  builder.add(record("1", 0s));
  JobRecord second = record("2", 1s);
  second.deadline = SimTime(100s);
  second.work_kind = WorkKind::training;
  second.reference_model = "a100";
  builder.add(second);
  builder.add(record("3", 2s));
  const auto workload = builder.finish({});
  REQUIRE(workload->deadline.size() == 3);
  CHECK(workload->deadline_of(JobId{0}) == time_never);
  CHECK(workload->deadline_of(JobId{1}) == SimTime(100s));
  CHECK(workload->deadline_of(JobId{2}) == time_never);
  CHECK(workload->work_kind_of(JobId{1}) == WorkKind::training);
  CHECK(workload->names.text(workload->reference_model_of(JobId{1})) == "a100");
  CHECK(workload->reference_model_of(JobId{2}) == NameId{});
}

TEST_CASE("equal demands share a shape, whatever the order and repetition of their models") {
  WorkloadBuilder builder;
  const std::vector<std::string_view> one{"v100", "a100"};
  const std::vector<std::string_view> other{"a100", "v100", "a100"};
  JobRecord job = record("1", 0s);
  job.device_models = one;
  builder.add(job);
  job = record("2", 1s);
  builder.add(job);
  job = record("3", 2s);
  job.device_models = other;
  builder.add(job);
  const auto workload = builder.finish({});
  CHECK(workload->shapes.size() == 2);
  CHECK(workload->shape[JobId{0}] == workload->shape[JobId{2}]);
  const TaskShape& shape = workload->shapes[ShapeId{0}];
  REQUIRE(shape.device_models.size() == 2);
  CHECK(std::is_sorted(shape.device_models.begin(), shape.device_models.end()));
  CHECK(workload->names.text(shape.device_models[0]) == "a100");
}

TEST_CASE("a dependency on an id that nobody has, or on the job itself, is an error") {
  WorkloadBuilder builder;
  JobRecord job = record("a", 0s);
  const std::vector<std::string_view> needs{"ghost", "a"};
  job.depends_on = needs;
  job.line = 7;
  builder.add(job);
  CHECK(error_of(builder) ==
        "trace.json:7: job \"a\" depends on \"ghost\", which is not in the workload (depends_on names ids of other jobs)\n"
        "trace.json:7: job \"a\" depends on itself");
}

TEST_CASE("an id used twice names both lines") {
  WorkloadBuilder builder;
  JobRecord job = record("7", 9s);
  job.line = 2;
  builder.add(job);
  job.submit = time_zero;
  job.line = 3;
  builder.add(job);
  CHECK(error_of(builder) == "trace.json:3: the id \"7\" is used twice (first on line 2)");
}

TEST_CASE("a cycle is named in the order of its jobs") {
  WorkloadBuilder builder;
  const std::vector<std::string_view> needs_b{"b"};
  const std::vector<std::string_view> needs_a{"a"};
  JobRecord job = record("a", 0s);
  job.depends_on = needs_b;
  builder.add(job);
  job = record("b", 0s);
  job.depends_on = needs_a;
  builder.add(job);
  CHECK(error_of(builder) == "trace.json: jobs depend on each other in a cycle: a -> b -> a (none of them could ever start)");
}

TEST_CASE("dependencies may point forward in time and are sorted without repetition") {
  WorkloadBuilder builder;
  const std::vector<std::string_view> needs{"c", "b", "c"};
  JobRecord job = record("a", 0s);
  job.depends_on = needs;
  builder.add(job);
  builder.add(record("b", 1s));
  builder.add(record("c", 2s));
  const auto workload = builder.finish({});
  const auto found = workload->depends_on(JobId{0});
  CHECK(std::vector<JobId>(found.begin(), found.end()) == std::vector<JobId>{JobId{1}, JobId{2}});
  CHECK(workload->depends_on(JobId{2}).empty());
}

TEST_CASE("at most twenty problems are listed and the rest counted") {
  WorkloadBuilder builder;
  for (int i = 0; i < 30; ++i) builder.add(record("same", 0s));
  const std::string text = error_of(builder);
  CHECK(std::count(text.begin(), text.end(), '\n') == 20);
  CHECK(text.ends_with("trace.json: and 9 more problems"));
}

TEST_CASE("a record that breaks the contract is an internal error") {
  WorkloadBuilder builder;
  CHECK_THROWS_AS(builder.add(record("", 0s)), InternalError);
  JobRecord job = record("1", 0s);
  job.gpu_milli = 1500;
  CHECK_THROWS_AS(builder.add(job), InternalError);
}

TEST_CASE("the order of adding changes nothing") {
  const std::uint64_t seed = 20240611;
  INFO("seed " << seed);
  Stream random(seed, "workload builder test");
  for (int round = 0; round < 50; ++round) {
    struct Made {
      std::string id, tenant, user, model, needs;
      std::vector<std::string_view> models, needed;
      JobRecord record;
    };
    std::vector<Made> made(40);
    for (std::size_t i = 0; i < made.size(); ++i) {
      Made& one = made[i];
      one.id = random.below(2) == 0 ? std::to_string(i) : numbered("job", i);
      one.tenant = numbered("t", random.below(4));
      one.user = numbered("u", random.below(6));
      one.model = numbered("m", random.below(3));
      if (i > 0 && random.below(3) == 0) one.needs = made[random.below(i)].id;
      one.record.submit = SimTime(std::chrono::seconds(random.below(20)));
      one.record.duration = std::chrono::seconds(random.below(100));
      one.record.cpu_milli = static_cast<std::int64_t>(random.below(3)) * 500;
      if (random.below(2) == 0) one.record.deadline = SimTime(1000s);
      if (random.below(2) == 0) one.record.min_tasks = 1;
    }
    const auto build = [&] {
      WorkloadBuilder builder;
      for (Made& one : made) {
        one.models = {one.model};
        one.needed.clear();
        if (!one.needs.empty()) one.needed = {one.needs};
        one.record.id = one.id;
        one.record.tenant = one.tenant;
        one.record.user = one.user;
        one.record.device_models = one.models;
        one.record.depends_on = one.needed;
        builder.add(one.record);
      }
      return builder.finish({});
    };
    const auto first = build();
    for (std::size_t i = made.size(); i > 1; --i) std::swap(made[i - 1], made[random.below(i)]);
    const auto second = build();
    REQUIRE(content_hash(*first) == content_hash(*second));
    REQUIRE(first->provenance.content_hash == content_hash(*first));
    CHECK(ids_in_order(*first) == ids_in_order(*second));
    for (std::uint32_t i = 1; i < 40; ++i) CHECK(first->submit[JobId{i - 1}] <= first->submit[JobId{i}]);
  }
}

TEST_CASE("every column takes part in the content hash") {
  const std::vector<std::string_view> names{"x"};
  const std::vector<std::string_view> needs{"0"};
  const auto hash_with = [&](auto&& change) {
    WorkloadBuilder builder;
    builder.add(record("0", 0s));
    JobRecord job = record("1", 1s);
    change(job);
    builder.add(job);
    return builder.finish({})->provenance.content_hash;
  };
  std::vector<std::uint64_t> hashes;
  hashes.push_back(hash_with([](JobRecord&) {}));
  hashes.push_back(hash_with([](JobRecord& job) { job.id = "2"; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.submit += 1ns; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.tasks = 2; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.cpu_milli = 2000; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.memory_kib = 2000; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.gpu_milli = 2000; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.fpgas = 2000; }));
  hashes.push_back(hash_with([&](JobRecord& job) { job.device_models = names; }));
  hashes.push_back(hash_with([&](JobRecord& job) { job.zones = names; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.duration += 1ns; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.time_limit = 5s; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.deadline = SimTime(5s); }));
  hashes.push_back(hash_with([](JobRecord& job) { job.priority = -1; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.min_tasks = 1; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.max_tasks = 1; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.work_kind = WorkKind::inference; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.reference_model = "x"; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.recorded_status = "x"; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.tenant = "x"; }));
  hashes.push_back(hash_with([](JobRecord& job) { job.user = "x"; }));
  hashes.push_back(hash_with([&](JobRecord& job) { job.depends_on = needs; }));
  const std::size_t count = hashes.size();
  std::sort(hashes.begin(), hashes.end());
  CHECK(std::unique(hashes.begin(), hashes.end()) - hashes.begin() == static_cast<std::ptrdiff_t>(count));
}
