// continuous_batching_test.cpp -- iterations worked by hand, closed forms, and what more blocks or one slot must mean.
#include "sim/base/random.h"
#include "sim/engine/serving/time_alone.h"
#include "tests/sim/engine/serving/token_case.h"

namespace suanli::test {
namespace {

constexpr std::int64_t whole(std::int64_t value) {
  return value;
}

TEST_CASE("a prompt interrupts the decodes, worked by hand") {
  // Prefill 1 s, decode 1 s. [0,1] prompt of 0; [1,2] decode; at 2 request 1 (at 1.5) is admitted: [2,3] its prompt alone; [3,4] both decode.
  TokenCase one;
  one.profile.steps = constant_steps(1, 1);
  one.list.tokens(0, 10, 3);
  one.list.tokens(1.5, 10, 2);
  const auto outcomes = one.run();
  CHECK(token_seconds(outcomes[0]) == Times{1, 2, 4});
  CHECK(token_seconds(outcomes[1]) == Times{3, 4});
  CHECK(outcomes[0].started == at_s(0));
  CHECK(outcomes[1].started == at_s(2));
  CHECK(outcomes[1].first_token == at_s(3));
  CHECK(outcomes[0].ended == at_s(4));
  CHECK(one.totals.busy == *to_duration(4.0));
  CHECK(one.totals.prompt_busy == *to_duration(2.0));
  CHECK(one.totals.iterations == 4);
  CHECK(one.totals.batch_sum == 1 + 1 + 1 + 2);
  CHECK(one.totals.output_tokens == 5);
  CHECK(one.totals.prompt_tokens == 20);
}

TEST_CASE("mixed: prompts and decodes in one iteration") {
  TokenCase one;
  one.given = {{"mode", std::string("mixed")}};
  one.profile.steps = constant_steps(1, 1);
  one.list.tokens(0, 10, 3);
  one.list.tokens(1.5, 10, 2);
  const auto outcomes = one.run();
  CHECK(token_seconds(outcomes[0]) == Times{1, 2, 3});
  CHECK(token_seconds(outcomes[1]) == Times{3, 4});
}

TEST_CASE("out of blocks: the last one admitted waits again, in front, and is prefilled with what it made") {
  // Three blocks of two tokens. [0,1] both prompts, a block each. At 1 both are full: 0 takes the third block, 1 gives up its own. [1,2] 0
  // decodes (3 tokens cached). At 2 request 1 needs two blocks for its prompt and the token it made, one is free. [2,3] 0 again (4 cached).
  // At 3 it takes the third block, [3,4] its last token. [4,5] prompt of 1 again, its second token; [5,6] its third. Request 2 is behind it.
  TokenCase one;
  one.given = {{"block_tokens", whole(2)}, {"watermark", 0.0}};
  one.profile.steps = constant_steps(1, 1);
  one.profile.cache_blocks = 3;
  one.list.tokens(0, 2, 4);
  one.list.tokens(0, 2, 3);
  one.list.tokens(1.5, 4, 1);
  const auto outcomes = one.run();
  CHECK(token_seconds(outcomes[0]) == Times{1, 2, 3, 4});
  CHECK(token_seconds(outcomes[1]) == Times{1, 5, 6});
  CHECK(outcomes[1].preemptions == 1);
  CHECK(token_seconds(outcomes[2]) == Times{7});
  CHECK(one.totals.preemptions == 1);
  CHECK(one.totals.repeated_tokens == 3);
  CHECK(one.totals.prompt_tokens == 8);
  CHECK(one.totals.cache_blocks == 3);
}

TEST_CASE("out of blocks with swap: it comes back without a prefill, for the time of two copies") {
  // As above, but 1's one block is copied out at 1: 0.25 s more for [1,2.25]. [2.25,4.25] 0 decodes twice and ends. At 4.25 the copy back adds
  // 0.25 s to 1's next decode: 5.5; then 6.5.
  TokenCase one;
  one.given = {{"block_tokens", whole(2)}, {"watermark", 0.0}, {"preemption", std::string("swap")}};
  one.profile.steps = constant_steps(1, 1);
  one.profile.cache_blocks = 3;
  one.profile.cache_bytes_per_token = 500;
  one.profile.host_link_rate = 4000;
  one.list.tokens(0, 2, 4);
  one.list.tokens(0, 2, 3);
  const auto outcomes = one.run();
  CHECK(token_seconds(outcomes[0]) == Times{1, 2.25, 3.25, 4.25});
  CHECK(token_seconds(outcomes[1]) == Times{1, 5.5, 6.5});
  CHECK(one.totals.repeated_tokens == 0);
}

TEST_CASE("what can never fit is refused, what leaves the watermark untouched is not") {
  // Ten blocks of four tokens, one of them the watermark.
  TokenCase one;
  one.given = {{"block_tokens", whole(4)}, {"watermark", 0.1}};
  one.profile.steps = constant_steps(1, 1);
  one.profile.cache_blocks = 10;
  one.list.tokens(0, 36, 1);
  one.list.tokens(10, 36, 2);  // one token more is cached before its last
  one.list.tokens(20, 30, 7);
  one.list.tokens(40, 30, 8);
  const auto outcomes = one.run();
  CHECK(!outcomes[0].refused);
  CHECK(outcomes[1].refused);
  CHECK(!outcomes[2].refused);
  CHECK(outcomes[3].refused);
}

TEST_CASE("prompts of an iteration stay within the budget; a longer one goes alone") {
  // Budget 10, 1 s + 0.1 s a token. [0, 1.9] prompt of 9 and, since 9 + 4 > 10, no other; [1.9, 4.9] that of 20 is next in line? No: 4 is
  // next, and 4 + 20 > 10: [1.9, 3.3] 4 alone; [3.3, 6.3] 20 alone; [6.3, 7.9] the last two together.
  TokenCase one;
  one.given = {{"token_budget", whole(10)}};
  one.profile.steps.add_prefill({.base_s = 1, .per_token_s = 0.1});
  one.profile.steps.add_decode({{1'000'000'000'000}});
  for (const std::uint32_t prompt : {9u, 4u, 20u, 3u, 3u}) one.list.tokens(0, prompt, 1);
  const auto outcomes = one.run();
  const Times expected{1.9, 3.3, 6.3, 7.9, 7.9};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(to_seconds(outcomes[i].ended.time_since_epoch()) == doctest::Approx(expected[i]));
}

TEST_CASE("by priority the more important is admitted first, one in work stays") {
  TokenCase one;
  one.given = {{"order", std::string("priority")}, {"max_running", whole(1)}};
  one.profile.steps = constant_steps(1, 1);
  for (const int priority : {0, 0, 2, 1, 2}) {
    one.list.tokens(0.1 * static_cast<double>(one.list.columns.size()), 1, 2);
    one.list.columns.priority.push_back(priority);
  }
  const auto outcomes = one.run();
  const Times expected{2, 10, 4, 8, 6};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(outcomes[i].ended == at_s(expected[i]));
}

TEST_CASE("a prompt whose first blocks are known is prefilled from there on") {
  // 1 s a token, blocks of 4. The second prompt of 8 shares both blocks, but its last token must be calculated: 4 of it are known. The third
  // shares the first block. The fourth finds nothing.
  TokenCase one;
  one.given = {{"block_tokens", whole(4)}, {"prefix_cache", true}};
  one.profile.steps.add_prefill({.per_token_s = 1});
  one.profile.steps.add_decode({{1'000'000'000'000}});
  one.profile.cache_blocks = 100;
  const std::vector<std::vector<std::uint64_t>> hashes{{7, 8}, {7, 8}, {7, 9}, {5, 6}};
  one.list.columns.prefix_begin.push_back(0);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    one.list.tokens(100.0 * static_cast<double>(i), 8, 1);
    one.list.columns.prefix_hashes.insert(one.list.columns.prefix_hashes.end(), hashes[i].begin(), hashes[i].end());
    one.list.columns.prefix_begin.push_back(one.list.columns.prefix_hashes.size());
  }
  auto outcomes = one.run();
  const Times expected{8, 104, 204, 308};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(outcomes[i].ended == at_s(expected[i]));
  CHECK(one.totals.cached_tokens == 8);
  CHECK(one.totals.prompt_tokens == 32);
  one.given["prefix_cache"] = false;
  outcomes = one.run();
  CHECK(outcomes[1].ended == at_s(108));
}

TEST_CASE("blocks follow from memory, weights and bytes per token") {
  // (100 x 0.9 - 30) / (4 x 2.5) = 6 blocks of 4 tokens: 24 tokens fit, 25 do not.
  TokenCase one;
  one.given = {{"block_tokens", whole(4)}, {"watermark", 0.0}};
  one.profile.steps = constant_steps(1, 1);
  one.profile.memory_bytes = 100;
  one.profile.model_bytes = 30;
  one.profile.cache_bytes_per_token = 2.5;
  one.list.tokens(0, 24, 1);
  one.list.tokens(0, 24, 2);
  const auto outcomes = one.run();
  CHECK(!outcomes[0].refused);
  CHECK(outcomes[1].refused);
}

StepTimes uneven_steps(std::uint64_t unit_ps) {
  const auto unit = static_cast<std::int64_t>(unit_ps);
  StepTimes steps;
  steps.add_prefill({.base_s = 1e-3, .per_token_s = 2e-6});
  steps.add_decode({{20'000 * unit, 3 * unit, 0, 100}, {20'300 * unit, 2 * unit, 100, 250}, {20'700 * unit, 5 * unit, 250}});
  steps.add_decode({{21'000 * unit, 3 * unit, 0, 300}, {22'000 * unit, 1 * unit, 300}});
  return steps;
}

TEST_CASE("one request alone takes the closed form, and so does its sum over the tokens one by one") {
  const StepTimes steps = uneven_steps(1003);
  Stream stream(1, "alone");
  for (int i = 0; i < 50; ++i) {
    const auto prompt = static_cast<std::uint32_t>(1 + stream.below(300));
    const auto output = static_cast<std::uint32_t>(1 + stream.below(300));
    std::int64_t ps = steps.prefill_ps(prompt, 0);
    for (std::uint32_t token = 1; token < output; ++token) ps += steps.decode_ps(1, prompt + token - 1);
    CHECK(answer_alone_ps(steps, prompt, output) == ps);
    TokenCase one;
    one.profile.steps = steps;
    one.list.tokens(0, prompt, output);
    CHECK(one.run()[0].ended == SimTime(Duration((ps + 999) / 1000)));
  }
}

TEST_CASE("one request at a time is a queue with one server") {
  Stream stream(2, "one at a time");
  TokenCase one;
  one.given = {{"max_running", whole(1)}};
  one.profile.steps = uneven_steps(1000);  // whole nanoseconds, as the queue rounds each service
  double now = 0;
  for (int i = 0; i < 500; ++i) {
    one.list.tokens(now += stream.exponential(2.5e-3), static_cast<std::uint32_t>(1 + stream.below(300)), static_cast<std::uint32_t>(1 + stream.below(100)));
  }
  const auto batch = one.run();
  one.engine = "fifo_slots";
  one.given.clear();
  const auto queue = one.run();
  bool same = true;
  for (std::size_t i = 0; i < batch.size(); ++i) same = same && batch[i].started == queue[i].started && batch[i].ended == queue[i].ended;
  CHECK(same);
}

TEST_CASE("more blocks never mean more preemptions where requests are of one length and half of all they need is there") {
  // Not so below: a block more may let in one prompt more than can grow. 100 requests of 40 + 60 tokens at once, blocks of 16: 10 blocks
  // preempt 100 times, 11 blocks 193 times.
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Stream stream(seed, "blocks");
    const auto prompt = static_cast<std::uint32_t>(1 + stream.below(60));
    const auto output = static_cast<std::uint32_t>(40 + stream.below(100));
    TokenCase one;
    one.given = {{"watermark", 0.0}, {"mode", std::string(seed % 2 == 0 ? "mixed" : "prefill_first")}};
    one.profile.steps = uneven_steps(1000);
    for (int i = 0; i < 50; ++i) one.list.tokens(0, prompt, output);
    std::uint64_t before = ~std::uint64_t{0};
    std::uint64_t most = 0;
    const std::uint64_t whole_request = (prompt + output - 1 + 15) / 16;
    for (std::uint64_t blocks = 50 * std::max<std::uint64_t>((prompt + 15) / 16, (whole_request + 1) / 2); blocks <= 50 * whole_request; ++blocks) {
      one.profile.cache_blocks = blocks;
      one.run();
      CHECK(one.totals.preemptions <= before);
      before = one.totals.preemptions;
      most = std::max(most, before);
    }
    CHECK(most > 0);
    CHECK(before == 0);
  }
}

TEST_CASE("a backlog is worked off at the bound of its mix") {
  // Equal requests, 8 at a time, prompts of 100 within a budget of 400: two prefills of 3 s, then 20 decodes of 0.5 s, for each 8.
  TokenCase equal;
  equal.given = {{"max_running", whole(8)}, {"token_budget", whole(400)}};
  equal.profile.steps = constant_steps(3, 0.5);
  for (int i = 0; i < 80; ++i) equal.list.tokens(0, 100, 21);
  CHECK(equal.run().back().ended == at_s(10 * (2 * 3 + 20 * 0.5)));
  CHECK(equal.totals.busy == *to_duration(160.0));

  // Mixed iterations of 1 s and unlike answers: every iteration makes 8 tokens until fewer than 8 requests are left.
  TokenCase unlike;
  unlike.given = {{"max_running", whole(8)}, {"mode", std::string("mixed")}};
  unlike.profile.steps = constant_steps(1, 1);
  Stream stream(3, "backlog");
  std::uint64_t tokens = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto output = static_cast<std::uint32_t>(1 + stream.below(50));
    tokens += output;
    unlike.list.tokens(0, 1, output);
  }
  unlike.run();
  const double bound = static_cast<double>(tokens) / 8;
  CHECK(to_seconds(unlike.totals.busy) >= bound);
  CHECK(to_seconds(unlike.totals.busy) <= bound + 50);
}

TEST_CASE("mean use of blocks: a request that grows from two blocks to three") {
  // Blocks of two: prompt of 3 in [0,1] (2 blocks), decodes to 2 with 4 cached (2 blocks), to 3 with 5 (3 blocks).
  TokenCase one;
  one.given = {{"block_tokens", whole(2)}, {"watermark", 0.0}};
  one.profile.cache_blocks = 3;
  one.profile.steps = constant_steps(1, 1);
  one.list.tokens(0, 3, 3);
  one.run();
  CHECK(one.totals.block_seconds == doctest::Approx(2 + 2 * 2.5));  // the run of two decodes from 2 to 3, evenly
}

}  // namespace
}  // namespace suanli::test
