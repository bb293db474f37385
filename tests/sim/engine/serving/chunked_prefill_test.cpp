// chunked_prefill_test.cpp -- decodes never wait for a prompt: by hand, and against mixed iterations.
#include "sim/base/random.h"
#include "tests/sim/engine/serving/token_case.h"

namespace suanli::test {
namespace {

TEST_CASE("prompts go in pieces beside the decodes, worked by hand") {
  // Budget 51, 1 s an iteration. [0,1] 51 of prompt 0; [1,2] its last 49: its first token; request 1 came at 1.5. [2,3] a decode and 50 of
  // prompt 1; [3,4] the same: its first token; [4,5] its second.
  TokenCase one;
  one.engine = "chunked_prefill";
  one.given = {{"token_budget", std::int64_t{51}}};
  one.profile.steps = constant_steps(1, 1);
  one.list.tokens(0, 100, 3);
  one.list.tokens(1.5, 100, 2);
  const auto outcomes = one.run();
  CHECK(token_seconds(outcomes[0]) == Times{2, 3, 4});
  CHECK(token_seconds(outcomes[1]) == Times{4, 5});
  CHECK(outcomes[1].started == at_s(2));
}

TEST_CASE("what the end of one prompt leaves of the budget goes to the next") {
  // Budget 60: [0,1] 60 of the first; [1,2] 40 of it and 20 of the second; [2,3] one decode and 59; [3,4] one decode and the last 21 of it.
  TokenCase one;
  one.engine = "chunked_prefill";
  one.given = {{"token_budget", std::int64_t{60}}};
  one.profile.steps = constant_steps(1, 1);
  one.list.tokens(0, 100, 3);
  one.list.tokens(0, 100, 1);
  const auto outcomes = one.run();
  CHECK(token_seconds(outcomes[0]) == Times{2, 3, 4});
  CHECK(token_seconds(outcomes[1]) == Times{4});
  CHECK(outcomes[1].started == at_s(1));
}

RequestList random_tokens(std::uint64_t seed) {
  Stream stream(seed, "chunks");
  RequestList list;
  double now = 0;
  for (int i = 0; i < 200; ++i) {
    list.tokens(now += stream.exponential(3), static_cast<std::uint32_t>(1 + stream.below(200)), static_cast<std::uint32_t>(1 + stream.below(20)));
  }
  return list;
}

TEST_CASE("the gap between two tokens of a request is one iteration") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    TokenCase one;
    one.engine = "chunked_prefill";
    one.given = {{"token_budget", std::int64_t{40}}};
    one.profile.steps = constant_steps(1, 1);
    one.list = random_tokens(seed);
    const auto outcomes = one.run();
    bool all = true;
    for (const Outcome& outcome : outcomes) {
      for (std::size_t i = 1; i < outcome.tokens.size(); ++i) all = all && outcome.tokens[i] - outcome.tokens[i - 1] == *to_duration(1.0);
    }
    CHECK(all);
    // With prompts first there are longer gaps.
    one.engine = "continuous_batching";
    one.given.clear();
    std::size_t longer = 0;
    for (const Outcome& outcome : one.run()) {
      for (std::size_t i = 1; i < outcome.tokens.size(); ++i) longer += outcome.tokens[i] - outcome.tokens[i - 1] > *to_duration(1.0) ? 1 : 0;
    }
    CHECK(longer > 0);
  }
}

TEST_CASE("a budget above all prompts and decodes makes it mixed batching") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    TokenCase one;
    one.list = random_tokens(seed);
    one.profile.cache_blocks = 60;
    one.profile.steps.add_prefill({.base_s = 0.5, .per_token_s = 0.013});
    one.profile.steps.add_decode({{700'000'000'001, 1'000'000'003}});
    one.given = {{"mode", std::string("mixed")}, {"token_budget", std::int64_t{1'000'000}}};
    const auto mixed = one.run();
    one.engine = "chunked_prefill";
    one.given = {{"token_budget", std::int64_t{1'000'000}}};
    CHECK(one.run() == mixed);
    CHECK(one.totals.preemptions > 0);
    one.given = {{"token_budget", std::int64_t{256}}};
    CHECK(one.run() != mixed);
  }
}

}  // namespace
}  // namespace suanli::test
