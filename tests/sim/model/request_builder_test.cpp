// request_builder_test.cpp -- requests in any order, beside jobs or alone, become the same sorted columns.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "sim/model/workload.h"

using namespace suanli;
using namespace std::chrono_literals;

namespace {

RequestRecord request(std::string_view id, Duration arrival) {
  RequestRecord record;
  record.id = id;
  record.arrival = SimTime(arrival);
  record.service = "chat";
  record.prompt_tokens = 100;
  record.output_tokens = 10;
  return record;
}

JobRecord job(std::string_view id, Duration submit) {
  JobRecord record;
  record.id = id;
  record.submit = SimTime(submit);
  record.duration = 10s;
  record.cpu_milli = 1000;
  return record;
}

std::string ids_in_order(const Workload& workload) {
  std::string text;
  for (const RequestId each : IdRange<RequestId>(workload.request_count())) text += std::string(workload.request_id_text(each)) + ' ';
  return text;
}

}  // namespace

TEST_CASE("requests are ranked by arrival, then numeric ids by value, then text ids by bytes") {
  WorkloadBuilder builder;
  for (const char* id : {"b", "10", "9", "a", "007"}) builder.add_request(request(id, 5s));
  builder.add_request(request("last", 6s));
  builder.add_request(request("first", 0s));
  CHECK(builder.request_count() == 7);
  const auto workload = builder.finish({"x", "test"});
  CHECK(ids_in_order(*workload) == "first 9 10 007 a b last ");
  CHECK(builder.request_count() == 0);
  CHECK(workload->job_count() == 0);
  CHECK(workload->find_request("10") == static_cast<RequestId>(2));
  CHECK_FALSE(workload->find_request("11").has_value());
}

TEST_CASE("columns that no request uses stay empty, and read as their usual value") {
  WorkloadBuilder builder;
  builder.add_request(request("1", 0s));
  const auto workload = builder.finish({});
  const RequestColumns& requests = workload->requests;
  CHECK(requests.duration.empty());
  CHECK(requests.session.empty());
  CHECK(requests.priority.empty());
  CHECK(requests.kernel.empty());
  CHECK(requests.prefix_begin.empty());
  CHECK(requests.duration_of(RequestId{0}) == 0s);
  CHECK(requests.session_of(RequestId{0}) == NameId{});
  CHECK(requests.priority_of(RequestId{0}) == 0);
  CHECK(requests.kernel_of(RequestId{0}) == NameId{});
  CHECK(requests.prefix_of(RequestId{0}).empty());
}

// Added as late (blocks 7 8), early (none), middle (blocks 9): sorted the offsets are 0 0 1 3 over 9 7 8.
TEST_CASE("every column goes along when requests are sorted") {
  const std::array<std::uint64_t, 2> two{7, 8};
  const std::array<std::uint64_t, 1> one{9};
  WorkloadBuilder builder;
  RequestRecord record = request("late", 3s);
  record.prefix_hashes = two;
  record.duration = 4s;
  builder.add_request(record);
  builder.add_request(request("early", 1s));
  record = request("middle", 2s);
  record.service = "rank";
  record.prompt_tokens = 5;
  record.output_tokens = 6;
  record.session = "s";
  record.priority = -2;
  record.kernel = "bert";
  record.prefix_hashes = one;
  builder.add_request(record);
  const auto workload = builder.finish({});
  const RequestColumns& requests = workload->requests;
  CHECK(ids_in_order(*workload) == "early middle late ");
  CHECK(requests.prefix_begin.items() == std::vector<std::uint64_t>{0, 0, 1, 3});
  CHECK(requests.prefix_hashes == std::vector<std::uint64_t>{9, 7, 8});
  CHECK(requests.prefix_of(RequestId{2}).size() == 2);
  CHECK(requests.duration.items() == std::vector<Duration>{0s, 0s, 4s});
  CHECK(requests.priority.items() == std::vector<std::int32_t>{0, -2, 0});
  CHECK(requests.prompt_tokens.items() == std::vector<std::uint32_t>{100, 5, 100});
  CHECK(requests.output_tokens.items() == std::vector<std::uint32_t>{10, 6, 10});
  CHECK(workload->names.text(requests.service[RequestId{1}]) == "rank");
  CHECK(workload->names.text(requests.service[RequestId{0}]) == "chat");
  CHECK(workload->names.text(requests.session_of(RequestId{1})) == "s");
  CHECK(workload->names.text(requests.kernel_of(RequestId{1})) == "bert");
  CHECK(requests.kernel_of(RequestId{2}) == NameId{});
}

TEST_CASE("tenants are numbered by the jobs first, then by the requests") {
  WorkloadBuilder builder;
  RequestRecord asked = request("1", 0s);
  asked.tenant = "web";
  builder.add_request(asked);
  asked = request("2", 1s);
  asked.tenant = "lab";
  builder.add_request(asked);
  JobRecord trained = job("1", 5s);
  trained.tenant = "lab";
  builder.add(trained);
  const auto workload = builder.finish({});
  CHECK(workload->tenants.items() == std::vector<std::string>{"lab", "web"});
  CHECK(workload->tenant[JobId{0}] == TenantId{0});
  CHECK(workload->requests.tenant.items() == std::vector<TenantId>{TenantId{1}, TenantId{0}});
}

TEST_CASE("an id that two requests have is an error that names both lines; a job may have it too") {
  WorkloadBuilder builder;
  RequestRecord record = request("a", 4s);
  record.line = 2;
  builder.add_request(record);
  record.arrival = SimTime(1s);
  record.line = 3;
  builder.add_request(record);
  CHECK_THROWS_WITH_AS(builder.finish({"t.json", "test"}), "t.json:3: the id \"a\" is used by two requests (first on line 2)", InputError);
  builder.add_request(request("a", 0s));
  builder.add(job("a", 0s));
  CHECK(builder.finish({})->request_count() == 1);
}

TEST_CASE("a workload of jobs and requests does not depend on the order of adding") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "shuffled requests");
    struct Drawn {
      RequestRecord record;
      std::string id;
      std::vector<std::uint64_t> blocks;
    };
    const std::array<std::string_view, 4> words{"", "ann", "bob", "cy"};
    const auto word = [&] { return words[random.below(words.size())]; };
    std::vector<Drawn> drawn(40);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      drawn[i].id = "r" + std::to_string(i);
      drawn[i].record = request({}, std::chrono::seconds(random.below(10)));
      drawn[i].record.service = word();
      drawn[i].record.session = word();
      drawn[i].record.tenant = word();
      drawn[i].record.kernel = word();
      drawn[i].record.priority = static_cast<std::int32_t>(random.below(3));
      drawn[i].blocks.resize(random.below(4));
      for (std::uint64_t& block : drawn[i].blocks) block = random.below(1000);
    }
    const auto build = [&] {
      WorkloadBuilder builder;
      JobRecord trained = job("1", 3s);
      trained.tenant = "cy";
      builder.add(trained);
      for (const Drawn& each : drawn) {
        RequestRecord record = each.record;
        record.id = each.id;
        record.prefix_hashes = each.blocks;
        builder.add_request(record);
      }
      return builder.finish({});
    };
    const auto one = build();
    for (std::size_t i = drawn.size(); i > 1; --i) std::swap(drawn[i - 1], drawn[random.below(i)]);
    const auto other = build();
    CHECK(one->requests == other->requests);
    CHECK(one->tenants == other->tenants);
    CHECK(one->request_id_bytes == other->request_id_bytes);
    CHECK(one->provenance.content_hash == other->provenance.content_hash);
  }
}

TEST_CASE("each part of a request is in the hash, and a workload of jobs alone has the hash it had") {
  const std::array<std::uint64_t, 1> block{9};
  const auto hash_with = [&](auto&& change) {
    WorkloadBuilder builder;
    builder.add_request(request("0", 0s));
    RequestRecord record = request("1", 1s);
    change(record);
    builder.add_request(record);
    return builder.finish({})->provenance.content_hash;
  };
  const std::uint64_t plain = hash_with([](RequestRecord&) {});
  CHECK(plain == hash_with([](RequestRecord&) {}));
  CHECK(plain != hash_with([](RequestRecord& each) { each.id = "2"; }));
  CHECK(plain != hash_with([](RequestRecord& each) { each.arrival = SimTime(2s); }));
  CHECK(plain != hash_with([](RequestRecord& each) { each.service = "rank"; }));
  CHECK(plain != hash_with([](RequestRecord& each) { each.prompt_tokens = 1; }));
  CHECK(plain != hash_with([](RequestRecord& each) { each.output_tokens = 1; }));
  CHECK(plain != hash_with([](RequestRecord& each) { each.duration = 1s; }));
  CHECK(plain != hash_with([](RequestRecord& each) { each.session = "s"; }));
  CHECK(plain != hash_with([](RequestRecord& each) { each.tenant = "t"; }));
  CHECK(plain != hash_with([](RequestRecord& each) { each.priority = 1; }));
  CHECK(plain != hash_with([](RequestRecord& each) { each.kernel = "k"; }));
  CHECK(plain != hash_with([&](RequestRecord& each) { each.prefix_hashes = block; }));
}
