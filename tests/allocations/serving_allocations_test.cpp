// serving_allocations_test.cpp -- what serving engines ask of the heap while they go on: nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "sim/engine/serving/serving_entry.h"
#include "tests/allocations/counted_allocations.h"

namespace suanli::test {
namespace {

class NoSink final : public ServingSink {
 public:
  void started(SimTime, RequestId) override {}
  void first_token(SimTime, RequestId) override {}
  void preempted(SimTime, RequestId) override { ++preempted_; }
  void ended(SimTime, RequestId, ServedAs) override { ++ended_; }
  std::uint64_t ended_ = 0;
  std::uint64_t preempted_ = 0;
};

// The same 200 requests every 100 s, bursts of prompts that share their first blocks, with a pause at the end.
RequestColumns cycles(int count) {
  RequestColumns columns;
  columns.prefix_begin.push_back(0);
  for (int cycle = 0; cycle < count; ++cycle) {
    for (int i = 0; i < 200; ++i) {
      columns.arrival.push_back(SimTime(Duration(std::int64_t{1'000'000'000} * (100 * cycle + i / 10))));
      columns.service.push_back(NameId{});
      columns.tenant.push_back(TenantId{});
      columns.prompt_tokens.push_back(static_cast<std::uint32_t>(40 + i * 7 % 160));
      columns.output_tokens.push_back(static_cast<std::uint32_t>(1 + i * 13 % 90));
      for (std::uint64_t block = 0; block < 3; ++block) {
        columns.prefix_hashes.push_back(block < 2 ? static_cast<std::uint64_t>(i % 5) * 10 + block : static_cast<std::uint64_t>(1000 + i));
      }
      columns.prefix_begin.push_back(columns.prefix_hashes.size());
    }
  }
  return columns;
}

struct Counted {
  std::size_t second_half = 0;
  std::uint64_t ended = 0;
  std::uint64_t preempted = 0;
};

Counted serve(ServingEngine& engine, const RequestColumns& requests, const ReplicaProfile& profile) {
  NoSink sink;
  engine.reset(requests, sink);
  std::array<SimTime, 2> due{time_never, time_never};
  for (std::uint32_t i = 0; i < 2; ++i) engine.open(static_cast<ReplicaId>(i), profile);
  Counted counted;
  const auto settle = [&](SimTime now, std::uint32_t replica) {
    due[replica] = engine.settle(now, static_cast<ReplicaId>(replica));
    for (auto others = engine.also_due(); !others.empty(); others = engine.also_due()) {
      for (const ReplicaId other : others) due[index_of(other)] = engine.settle(now, other);
    }
  };
  for (std::size_t next = 0; next < requests.size() || std::min(due[0], due[1]) < time_never;) {
    const SimTime arrival = next < requests.size() ? requests.arrival[static_cast<RequestId>(next)] : time_never;
    const SimTime now = std::min({arrival, due[0], due[1]});
    if (next == requests.size() / 2) counted.second_half = allocations();
    for (std::uint32_t i = 0; i < 2; ++i) {
      if (due[i] > now) continue;
      engine.advance(now, static_cast<ReplicaId>(i));
      settle(now, i);
    }
    for (; next < requests.size() && requests.arrival[static_cast<RequestId>(next)] == now; ++next) {
      engine.offer(now, ReplicaId{0}, static_cast<RequestId>(next));
    }
    settle(now, 0);
  }
  counted.second_half = allocations() - counted.second_half;
  counted.ended = sink.ended_;
  counted.preempted = sink.preempted_;
  return counted;
}

}  // namespace

TEST_CASE("once its queues have grown, no serving engine asks for memory") {
  ReplicaProfile profile;
  profile.cache_blocks = 100;
  profile.cache_bytes_per_token = 1000;
  profile.steps.add_prefill({.base_s = 1e-3, .per_token_s = 1e-5});
  profile.steps.add_decode({{10'000'000'000, 1'000'000}});
  const RequestColumns requests = cycles(40);
  for (const ServingEntry* entry : serving::entries()) {
    CAPTURE(entry->name);
    std::map<std::string, ParamValue> given;
    for (const ParamSpec& spec : entry->params) {
      if (spec.name == "prefix_cache") given["prefix_cache"] = true;
      if (spec.name == "link_gb_per_s") given["link_gb_per_s"] = 1e-3;
      if (spec.name == "patience_s") given["patience_s"] = 30.0;
    }
    std::vector<Problem> problems;
    const Params params(entry->params, given, "", problems);
    REQUIRE(problems.empty());
    const auto engine = entry->make(params, {1, "test"});
    const Counted counted = serve(*engine, requests, profile);
    CHECK(counted.ended == requests.size());
    if (entry->needs == ServingNeeds::tokens) CHECK(counted.preempted >= 40);
    CHECK(counted.second_half == 0);
  }
}

}  // namespace suanli::test
