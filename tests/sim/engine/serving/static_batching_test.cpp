// static_batching_test.cpp -- batches that start full or late and end as a whole: recorded durations, tokens, samples, kernels.
#include "sim/base/random.h"
#include "tests/sim/engine/serving/token_case.h"

namespace suanli::test {
namespace {

TokenCase batches_of(std::int64_t size, double wait_s) {
  TokenCase one;
  one.engine = "static_batching";
  one.given = {{"max_batch", size}, {"max_wait_s", wait_s}};
  return one;
}

TEST_CASE("full at once or late, worked by hand") {
  // Batch 2, wait 5 s. At 1 two wait: 1 to 5. The third, at 2, waits until 7: 7 to 8.
  TokenCase one = batches_of(2, 5);
  one.list.lasting(0, 4);
  one.list.lasting(1, 2);
  one.list.lasting(2, 1);
  const auto outcomes = one.run();
  CHECK(outcomes[0].started == at_s(1));
  CHECK(outcomes[1].started == at_s(1));
  CHECK(outcomes[0].ended == at_s(5));
  CHECK(outcomes[1].ended == at_s(5));
  CHECK(outcomes[2].started == at_s(7));
  CHECK(outcomes[2].ended == at_s(8));
  CHECK(one.totals.busy == *to_duration(5.0));
  CHECK(one.totals.iterations == 2);
  CHECK(one.totals.batch_sum == 3);
}

TEST_CASE("who has waited long enough while the replica was busy starts at once") {
  TokenCase one = batches_of(2, 1);
  one.list.lasting(0, 4);
  one.list.lasting(2, 1);
  const auto outcomes = one.run();
  CHECK(outcomes[0].ended == at_s(5));
  CHECK(outcomes[1].started == at_s(5));
}

TEST_CASE("a language model: all tokens of a batch step by step, the short answers kept until its end") {
  // Prefill 0.5 + 0.1 a token: 0.5 + 3 = 3.5. Decode 1 s + 0.01 per cached token of two requests, 30 tokens at first: 1.3, 1.32 s.
  TokenCase one = batches_of(2, 5);
  one.profile.steps.add_prefill({.base_s = 0.5, .per_token_s = 0.1});
  one.profile.steps.add_decode({{9'000'000'000'000}});
  one.profile.steps.add_decode({{1'000'000'000'000, 10'000'000'000}});
  one.list.tokens(0, 10, 2);
  one.list.tokens(0, 20, 3);
  const auto outcomes = one.run();
  CHECK(token_seconds(outcomes[0]) == Times{3.5, 4.8});
  CHECK(token_seconds(outcomes[1]) == Times{3.5, 4.8, 6.12});
  CHECK(outcomes[0].ended == at_s(6.12));
  CHECK(outcomes[1].ended == at_s(6.12));
  CHECK(one.totals.prompt_busy == *to_duration(3.5));
}

TEST_CASE("samples: a batch takes what the table says of all its samples") {
  // 1 sample 2 ms, 4 samples 5 ms, 8 samples 7 ms. Together 2 + 3 = 5 samples: 5.5 ms; then one of 12: 9 ms.
  TokenCase one = batches_of(2, 0.1);
  one.profile.batches.add(1, 2'000'000'000);
  one.profile.batches.add(4, 5'000'000'000);
  one.profile.batches.add(8, 7'000'000'000);
  one.list.tokens(0, 2, 0);
  one.list.tokens(0, 3, 0);
  one.list.tokens(1, 12, 0);
  const auto outcomes = one.run();
  CHECK(outcomes[0].ended == at_s(0.0055));
  CHECK(outcomes[1].ended == at_s(0.0055));
  CHECK(outcomes[2].ended == at_s(1.1 + 0.009));
  CHECK(outcomes[0].first_token == time_never);
  CHECK(one.profile.batches.ps(1) == 2'000'000'000);
  CHECK(one.profile.batches.ps(3) == 4'000'000'000);
}

TEST_CASE("an FPGA is reconfigured for another kernel, and batches are of one kernel") {
  // 1 s a batch, 3 s to load. a at 0, b at 0, a at 0, batches of 2, no wait: both a: 0 to 4; b: 4 to 8; then a at 20: 20 to 24, a again 30 to 31.
  TokenCase one = batches_of(2, 0);
  one.profile.batches.add(1, 1'000'000'000'000);
  one.profile.batches.reconfigure_ps = 3'000'000'000'000;
  const std::vector<std::pair<double, std::uint32_t>> requests{{0, 1}, {0, 2}, {0, 1}, {20, 1}, {30, 1}};
  for (const auto& [at, kernel] : requests) {
    one.list.tokens(at, 1, 0);
    one.list.columns.kernel.push_back(static_cast<NameId>(kernel));
  }
  const auto outcomes = one.run();
  const Times expected{4, 8, 4, 24, 31};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(outcomes[i].ended == at_s(expected[i]));
}

TEST_CASE("a request that is taken away does not shorten its batch") {
  TokenCase one = batches_of(2, 5);
  one.list.lasting(0, 4);
  one.list.lasting(0, 2);
  one.list.lasting(1, 1);
  one.list.lasting(1, 1);
  const auto engine = make_serving(one.engine, one.given);
  ServingDriver driver(*engine, one.list, {&one.profile});
  driver.withdrawals = {{at_s(1), RequestId{0}}, {at_s(2), RequestId{2}}};
  driver.run();
  CHECK(driver.outcomes()[0].ended == time_never);
  CHECK(driver.outcomes()[1].ended == at_s(4));
  CHECK(driver.outcomes()[3].started == at_s(6));  // alone, its 5 s over
}

TEST_CASE("batches of one without a wait are a queue with one server") {
  Stream stream(1, "batches of one");
  TokenCase one = batches_of(1, 0);
  double now = 0;
  for (int i = 0; i < 500; ++i) one.list.lasting(now += stream.exponential(1.1), stream.exponential(1));
  const auto batches = one.run();
  one.engine = "fifo_slots";
  one.given.clear();
  CHECK(one.run() == batches);
}

}  // namespace
}  // namespace suanli::test
