// disaggregated_test.cpp -- prompts here, answers there: transfers worked by hand, replicas that stall, and nothing lost.
#include <algorithm>
#include <set>

#include "sim/base/random.h"
#include "tests/sim/engine/serving/token_case.h"

namespace suanli::test {
namespace {

constexpr std::int64_t whole(std::int64_t value) {
  return value;
}

struct Split {
  std::map<std::string, ParamValue> given;
  ReplicaProfile profile;
  RequestList list;
  std::vector<const ReplicaProfile*> replicas;
  std::unique_ptr<ServingEngine> engine;

  std::vector<Outcome> run(std::size_t count = 2) {
    engine = make_serving("disaggregated", given);
    if (replicas.empty()) replicas.assign(count, &profile);
    ServingDriver driver(*engine, list, replicas);
    driver.run();
    for (std::size_t i = 0; i < replicas.size(); ++i) {
      const ReplicaLoad load = engine->load(driver.last(), static_cast<ReplicaId>(i));
      CHECK(load.outstanding() == 0);
      CHECK(load.cache_blocks_used == 0);
      CHECK(load.pending_output_tokens == 0);
      CHECK(load.pending_prompt_tokens == 0);
      engine->close(static_cast<ReplicaId>(i));
    }
    return driver.outcomes();
  }
};

// Llama 2 70B in 16 bits: 320 KiB a token. 1000 tokens take 10 s alone on a link of 32.768 MB/s.
Split thousand_tokens(double prefill_s, std::int64_t layers) {
  Split split;
  split.given = {{"link_gb_per_s", 0.032768}, {"overlap", layers}};
  split.profile.steps = constant_steps(prefill_s, 1);
  split.profile.cache_bytes_per_token = 327680;
  split.profile.cache_blocks = 100'000;
  return split;
}

TEST_CASE("prefill, transfer, decode, worked by hand") {
  // Prefill to 1, transfer to 11, decode to 12.
  Split split = thousand_tokens(1, 1);
  split.list.tokens(0, 1000, 2);
  const auto outcomes = split.run();
  CHECK(token_seconds(outcomes[0]) == Times{1, 12});
  CHECK(outcomes[0].moved == at_s(11));
  CHECK(outcomes[0].answered_by == ReplicaId{1});
  CHECK(outcomes[0].ended == at_s(12));
}

TEST_CASE("an answer of one token needs no transfer") {
  Split split = thousand_tokens(1, 1);
  split.list.tokens(0, 1000, 1);
  const auto outcomes = split.run();
  CHECK(outcomes[0].ended == at_s(1));
  CHECK(outcomes[0].moved == time_never);
}

TEST_CASE("layer by layer: the later of P/n + X and P + X/n") {
  // Four layers, X = 10: P = 1: 0.25 + 10; P = 20: 20 + 2.5. One step of 1 s after it.
  Split quick = thousand_tokens(1, 4);
  quick.list.tokens(0, 1000, 2);
  CHECK(token_seconds(quick.run()[0]) == Times{1, 11.25});
  Split slow = thousand_tokens(20, 4);
  slow.list.tokens(0, 1000, 2);
  CHECK(token_seconds(slow.run()[0]) == Times{20, 23.5});
}

TEST_CASE("two transfers share the link equally, and answers spread over the decode replicas") {
  // Both prompts in one prefill to 1; each transfer at half the rate, to 21.
  Split split = thousand_tokens(1, 1);
  split.given["decode_replicas"] = whole(2);
  split.list.tokens(0, 1000, 2);
  split.list.tokens(0, 1000, 2);
  const auto outcomes = split.run(3);
  CHECK(token_seconds(outcomes[0]) == Times{1, 22});
  CHECK(token_seconds(outcomes[1]) == Times{1, 22});
  CHECK(outcomes[0].answered_by == ReplicaId{1});
  CHECK(outcomes[1].answered_by == ReplicaId{2});
}

TEST_CASE("a transfer that begins while another is under way slows it down") {
  // The first moves alone from 1 to 6 (half of it), then at half rate: its other half to 16. The second has had 5 s of work by then, alone
  // from 16: 21.
  Split split = thousand_tokens(1, 1);
  split.list.tokens(0, 1000, 2);
  split.list.tokens(5, 1000, 2);
  const auto outcomes = split.run();
  CHECK(outcomes[0].moved == at_s(16));
  CHECK(outcomes[1].moved == at_s(21));
}

TEST_CASE("a full decode replica keeps prompts at the prefill replica, which then stalls") {
  // Blocks of 10; four at the prefill, three at the decode replica. 0: prompt of 20, 11 tokens: it decodes from 1 to 11. 1 and 2 are prefilled
  // to 2 and 3 and keep the prefill replica's four blocks, so 3 waits until 1 moves, at 11: [11,12]. 1 has three tokens: to 13; then 2 moves.
  Split split;
  split.given = {{"block_tokens", whole(10)}, {"watermark", 0.0}};
  split.profile.steps = constant_steps(1, 1);
  split.profile.cache_blocks = 4;
  ReplicaProfile decode = split.profile;
  decode.cache_blocks = 3;
  split.replicas = {&split.profile, &decode};
  split.list.tokens(0, 20, 11);
  split.list.tokens(1, 20, 3);
  split.list.tokens(2, 20, 3);
  split.list.tokens(3, 20, 1);
  const auto outcomes = split.run();
  CHECK(outcomes[0].ended == at_s(11));
  CHECK(outcomes[1].moved == at_s(11));
  CHECK(token_seconds(outcomes[1]) == Times{2, 12, 13});
  CHECK(outcomes[2].moved == at_s(13));
  CHECK(token_seconds(outcomes[2]) == Times{3, 14, 15});
  CHECK(outcomes[3].started == at_s(11));
  CHECK(outcomes[3].ended == at_s(12));
}

TEST_CASE("kinds of replica keep the proportion that was asked for") {
  const auto engine = make_serving("disaggregated", {{"prefill_replicas", whole(2)}, {"decode_replicas", whole(3)}});
  RequestList none;
  ReplicaProfile profile;
  profile.steps = constant_steps(1, 1);
  const std::vector<const ReplicaProfile*> ten(10, &profile);
  const ServingDriver driver(*engine, none, ten);
  int prefill = 0;
  for (std::uint32_t i = 0; i < 10; ++i) {
    prefill += engine->takes_arrivals(static_cast<ReplicaId>(i)) ? 1 : 0;
    if (i == 4) CHECK(prefill == 2);
  }
  CHECK(prefill == 4);
  CHECK(!engine->offer(time_zero, ReplicaId{1}, RequestId{}));
}

TEST_CASE("over an endless link the first token is that of a queue of prompts alone") {
  Stream stream(1, "prompts alone");
  Split split;
  split.given = {{"token_budget", whole(1)}};  // every prompt goes alone
  split.profile.steps.add_prefill({.per_token_s = 1e-3});
  split.profile.steps.add_decode({{5'000'000'000, 1'000'000}});
  RequestList queue;
  double now = 0;
  for (int i = 0; i < 2000; ++i) {
    now += stream.exponential(0.125);
    const auto prompt = static_cast<std::uint32_t>(1 + stream.below(199));
    split.list.tokens(now, prompt, static_cast<std::uint32_t>(1 + stream.below(50)));
    queue.lasting(now, prompt * 1e-3);
  }
  const auto outcomes = split.run();
  TokenCase alone;
  alone.engine = "fifo_slots";
  alone.list = queue;
  const auto expected = alone.run();
  bool same = true;
  for (std::size_t i = 0; i < expected.size(); ++i) same = same && outcomes[i].first_token == expected[i].ended;
  CHECK(same);
}

Split random_split(Stream& stream) {
  Split split;
  const auto prefills = static_cast<std::int64_t>(1 + stream.below(3));
  const auto decodes = static_cast<std::int64_t>(1 + stream.below(3));
  split.given = {{"prefill_replicas", prefills},
                 {"decode_replicas", decodes},
                 {"block_tokens", whole(4)},
                 {"link_gb_per_s", stream.below(3) == 0 ? 0.0 : 1e-3 * stream.uniform()},
                 {"overlap", static_cast<std::int64_t>(1 + stream.below(4))},
                 {"decode_balancing", std::string(stream.below(2) == 0 ? "least_kv" : "least_outstanding")},
                 {"max_running", static_cast<std::int64_t>(1 + stream.below(8))}};
  split.profile.steps.add_prefill({.base_s = 1e-3, .per_token_s = 1e-5});
  split.profile.steps.add_decode({{700'000'001, 1'003}});
  split.profile.cache_bytes_per_token = 20;
  split.profile.cache_blocks = 60 + stream.below(60);
  double now = 0;
  for (int i = 0; i < 60; ++i) {
    if (stream.below(3) > 0) now += stream.exponential(4e-3);
    split.list.tokens(now, static_cast<std::uint32_t>(1 + stream.below(100)), static_cast<std::uint32_t>(1 + stream.below(100)));
  }
  return split;
}

TEST_CASE("random loads and withdrawals: every request ends with all its tokens or is gone, and nothing stays behind") {
  std::uint64_t moved = 0;
  std::uint64_t preempted = 0;
  std::uint64_t gone = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    Stream stream(seed, "disaggregated");
    Split split = random_split(stream);
    split.replicas.assign(static_cast<std::size_t>(std::get<std::int64_t>(split.given["prefill_replicas"]) + std::get<std::int64_t>(split.given["decode_replicas"])), &split.profile);
    const auto engine = make_serving("disaggregated", split.given);
    ServingDriver driver(*engine, split.list, split.replicas);
    for (std::uint64_t i = stream.below(20); i > 0; --i) {
      const auto request = static_cast<RequestId>(stream.below(60));
      driver.withdrawals.emplace(split.list.columns.arrival[request] + Duration(static_cast<std::int64_t>(stream.below(50'000'000))), request);
    }
    std::set<RequestId> withdrawn;
    for (const auto& [at, request] : driver.withdrawals) withdrawn.insert(request);
    driver.run();
    for (std::size_t i = 0; i < split.replicas.size(); ++i) {
      const ReplicaLoad load = engine->load(driver.last(), static_cast<ReplicaId>(i));
      CHECK(load.outstanding() + load.cache_blocks_used + load.pending_output_tokens + load.pending_prompt_tokens == 0);
    }
    for (std::size_t i = 0; i < 60; ++i) {
      const Outcome& outcome = driver.outcomes()[i];
      const auto request = static_cast<RequestId>(i);
      const std::uint32_t output = split.list.columns.output_tokens[request];
      moved += outcome.moved != time_never ? 1 : 0;
      preempted += outcome.preemptions;
      if (outcome.ended == time_never) {
        CHECK(withdrawn.contains(request));
        ++gone;
        continue;
      }
      CHECK(outcome.tokens.size() == output);
      CHECK(std::is_sorted(outcome.tokens.begin(), outcome.tokens.end()));
      CHECK(outcome.tokens.back() == outcome.ended);
      if (output > 1) CHECK(outcome.moved >= outcome.first_token);
      if (output > 1) CHECK(outcome.tokens[1] > outcome.moved);
    }
  }
  MESSAGE(moved, " moved, ", preempted, " preempted, ", gone, " withdrawn");
  CHECK(preempted > 100);
  CHECK(gone > 100);
}

}  // namespace
}  // namespace suanli::test
