// least_rules_test.cpp -- rules that go by loads, each on a case worked out by hand.
#include <doctest/doctest.h>

#include <set>

#include "tests/policies/balancing/balancing_case.h"

namespace suanli::test {
namespace {

const std::map<std::string, ParamValue> by_id{{"ties", std::string("id")}};

// Requests of these prompts and answers.
void add_requests(BalancingCase& one, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& tokens) {
  for (const auto& [prompt, output] : tokens) {
    one.columns().arrival.push_back(time_zero);
    one.columns().prompt_tokens.push_back(prompt);
    one.columns().output_tokens.push_back(output);
  }
}

}  // namespace

// n = 2, 0, 1: replica 1 (now 1); then 1 and 2 are equal with 1: never chosen before chosen, so 2 (2); then 1 (2); all have 2, and 0 was never
// chosen: 0; then 2, chosen before 1 and 0: 2; 1; 0.
TEST_CASE("least_connections: the fewest outstanding; among equals the one chosen longest ago") {
  for (const char* name : {"least_connections", "least_outstanding"}) {
    BalancingCase one(name);
    one.set_replicas({1, 1, 1});
    one.set_outstanding(0, 2);
    one.set_outstanding(2, 0, 1);  // waiting ones count
    CHECK(one.sent(7) == "1 2 1 0 2 1 0");
  }
}

TEST_CASE("ties: by id the first created, whatever was chosen before") {
  BalancingCase one("least_connections", by_id);
  one.set_replicas({1, 1, 1});
  CHECK(one.sent(4) == "0 1 2 0");
  one.set_outstanding(0, 0);
  one.set_outstanding(1, 0);
  CHECK(one.pick() == 0);
  CHECK(one.pick() == 0);
}

// Of 30,000 choices among 0, 2 and 3 (1 has more) each gets 10,000, deviation 82.
TEST_CASE("ties: drawn, each as likely") {
  BalancingCase one("least_connections", {{"ties", std::string("random")}});
  one.set_replicas({1, 1, 1, 1});
  one.set_outstanding(1, 1);
  std::vector<int> count(4, 0);
  for (int i = 0; i < 30000; ++i) ++count[one.pick()];
  CHECK(count[1] == 0);
  for (const std::size_t replica : {0U, 2U, 3U}) CHECK(std::abs(count[replica] - 10000) < 350);
}

TEST_CASE("ties: only drawn ones depend on the seed") {
  const auto* entry = find_entry(balancing::entries(), "least_connections");
  std::vector<Problem> problems;
  CHECK_FALSE(entry->is_random(Params(entry->params)));
  CHECK(entry->is_random(Params(entry->params, {{"ties", std::string("random")}}, "", problems)));
}

// n = 2, 3 of weights 1, 2: 2 against 1.5. Empty ones of weights 1, 2: 0 against 0, or, the request counted, 1 against 0.5.
TEST_CASE("weighted_least_connections: the fewest for the weight") {
  BalancingCase one("weighted_least_connections");
  one.set_replicas({1, 2});
  one.set_outstanding(0, 2);
  one.set_outstanding(1, 3);
  CHECK(one.pick() == 1);
  one.set_outstanding(1, 5);
  CHECK(one.pick() == 0);
  BalancingCase empty("weighted_least_connections");
  empty.set_replicas({1, 2});
  CHECK(empty.pick() == 0);
  BalancingCase shortest("weighted_least_connections", {{"plus_one", true}});
  shortest.set_replicas({1, 2});
  CHECK(shortest.pick() == 1);
}

// Waiting and running: 1 + 1, 0 + 4, 0 + 3: the queues of 1 and 2 are shorter, 2 has fewer in all.
TEST_CASE("join_shortest_queue: the fewest waiting, then the fewest in all") {
  BalancingCase one("join_shortest_queue");
  one.set_replicas({1, 1, 1});
  one.set_outstanding(0, 1, 1);
  one.set_outstanding(1, 4);
  one.set_outstanding(2, 3);
  CHECK(one.pick() == 2);
  one.set_outstanding(1, 4, 1);
  one.set_outstanding(2, 3, 1);
  CHECK(one.pick() == 0);
}

// A prompt of 1000 tokens at 0, then one of 10 at 1, another of 10: it joins the short one.
TEST_CASE("least_tokens: two short prompts weigh less than a long one") {
  for (const char* output : {"known", "predicted", "first_token"}) {
    CAPTURE(output);
    BalancingCase one("least_tokens", {{"output", std::string(output)}});
    one.set_replicas({1, 1});
    add_requests(one, {{1000, 1}, {10, 1}, {10, 1}});
    std::vector<std::uint32_t> chosen;
    for (const RequestId request : IdRange<RequestId>(3)) {
      const std::uint32_t replica = one.pick(request);
      ReplicaLoad load = one.truth(replica);
      ++load.running;
      load.pending_prompt_tokens += one.columns().prompt_tokens[request];
      load.pending_output_tokens += one.columns().output_tokens[request];
      one.set_load(replica, load);
      chosen.push_back(replica);
    }
    CHECK(chosen == std::vector<std::uint32_t>{0, 1, 1});
  }
}

// 0: 100 tokens of prompt, 1 outstanding, 5 tokens to make; 1: 90, 2 outstanding, 50 to make.
// known: 105 against 140: 0. first_token: 100 against 90: 1. predicted: nothing ended: 90: 1; after an answer of 20 tokens ended: 120 against 130: 0;
// after one of 2 more (mean 11): 111 against 112: 0; after one of 2 more (mean 8): 108 against 106: 1.
TEST_CASE("least_tokens: what it takes the output to be") {
  const auto fill = [](BalancingCase& one) {
    one.set_replicas({1, 1});
    one.set_load(0, {.running = 1, .pending_prompt_tokens = 100, .pending_output_tokens = 5});
    one.set_load(1, {.running = 2, .pending_prompt_tokens = 90, .pending_output_tokens = 50});
  };
  const auto choice = [&](const char* output) {
    BalancingCase one("least_tokens", {{"output", std::string(output)}});
    fill(one);
    return one.pick();
  };
  CHECK(choice("known") == 0);
  CHECK(choice("first_token") == 1);
  BalancingCase one("least_tokens", {{"output", std::string("predicted")}});
  fill(one);
  add_requests(one, {{1, 20}, {1, 2}, {1, 2}, {1, 900}});
  CHECK(one.pick() == 1);
  const auto told = [&](std::uint32_t request, ServedAs as) {
    one.policy().ended(one, static_cast<RequestId>(request), ReplicaId{0}, as, Duration{});
    return one.pick();
  };
  CHECK(told(3, ServedAs::abandoned) == 1);
  CHECK(told(0, ServedAs::completed) == 0);
  CHECK(told(1, ServedAs::completed) == 0);
  CHECK(told(2, ServedAs::completed) == 1);
}

// 3 of 10 blocks, 29 of 100, 60 of 200: the second. Equal shares of .3: the shorter queue. A cache without bound is empty.
TEST_CASE("least_kv: the least share of blocks in use, then the shorter queue") {
  BalancingCase one("least_kv");
  one.set_replicas({1, 1, 1});
  one.set_load(0, {.waiting = 1, .cache_blocks_used = 3, .cache_blocks = 10});
  one.set_load(1, {.waiting = 7, .cache_blocks_used = 29, .cache_blocks = 100});
  one.set_load(2, {.waiting = 0, .cache_blocks_used = 60, .cache_blocks = 200});
  CHECK(one.pick() == 1);
  one.set_load(1, {.cache_blocks_used = 31, .cache_blocks = 100});
  CHECK(one.pick() == 2);
  one.set_load(1, {.waiting = 5});
  CHECK(one.pick() == 1);
}

// Loads of tokens that move untold are read at each pick.
TEST_CASE("least_tokens and least_kv: see what moves between notices") {
  for (const char* name : {"least_tokens", "least_kv"}) {
    BalancingCase one(name);
    one.tokens_told = false;
    one.set_replicas({1, 1});
    one.set_load(0, {.running = 1, .pending_output_tokens = 50, .cache_blocks_used = 5, .cache_blocks = 10});
    one.set_load(1, {.running = 1, .pending_output_tokens = 60, .cache_blocks_used = 6, .cache_blocks = 10});
    CHECK(one.pick() == 0);
    one.set_load(1, {.running = 1, .pending_output_tokens = 40, .cache_blocks_used = 4, .cache_blocks = 10});
    CHECK(one.pick() == 1);
  }
}

// 0 has 1, as is known 2 s later; until then all go to it, among equals in turn.
TEST_CASE("least_connections: goes by what it is shown, however old") {
  BalancingCase one("least_connections");
  one.set_replicas({1, 1});
  one.delay = *to_duration(2.0);
  one.set_outstanding(1, 5);
  CHECK(one.sent(4) == "0 1 0 1");
  one.wait_until(1.999);
  CHECK(one.pick() == 0);
  one.wait_until(2);  // 0 has 2, 1 has 7
  CHECK(one.sent(3) == "0 0 0");
}

// A replica that leaves and comes back was chosen when it was.
TEST_CASE("least_connections: turns are kept while a replica is away") {
  BalancingCase one("least_connections");
  one.set_replicas({1, 1, 1});
  for (const std::uint32_t expected : {0U, 1U, 2U}) CHECK(one.pick() == expected);
  one.set_candidates({{ReplicaId{1}}, {ReplicaId{2}}});
  CHECK(one.pick() == 1);
  one.set_replicas({1, 1, 1});
  CHECK(one.pick() == 0);
  CHECK(one.pick() == 2);
  CHECK(one.pick() == 1);
}

}  // namespace suanli::test
