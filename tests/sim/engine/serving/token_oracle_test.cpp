// token_oracle_test.cpp -- runs of iterations told at their end are, to the nanosecond, what one event an iteration gives.
#include <sstream>

#include "sim/base/random.h"
#include "sim/engine/serving/batch_params.h"
#include "tests/sim/engine/serving/plain_batching.h"
#include "tests/sim/engine/serving/serving_driver.h"

namespace suanli::test {
namespace {

// Whole milliseconds: iterations end at the instants of arrivals and withdrawals.
StepTimes round_steps(Stream& stream) {
  StepTimes steps;
  steps.add_prefill({.base_s = 1e-3 * static_cast<double>(1 + stream.below(3))});
  for (std::uint64_t size = 0; size < 3; ++size) steps.add_decode({{static_cast<std::int64_t>(1'000'000'000 * (1 + stream.below(2)))}});
  return steps;
}

SimTime rounded(SimTime at) {
  return SimTime(at.time_since_epoch() / 1'000'000 * 1'000'000);
}

// Lines with breaks, odd picoseconds and slopes; some so short that several iterations end in one nanosecond.
StepTimes random_steps(Stream& stream) {
  StepTimes steps;
  const double scale = stream.below(5) == 0 ? 1e-9 : 1e-3;
  steps.add_prefill({.up_to = 1 + stream.below(200), .base_s = scale * stream.uniform(), .per_token_s = scale * 0.01 * stream.uniform()});
  steps.add_prefill({.base_s = scale * stream.uniform(), .per_token_s = scale * 0.01, .per_pair_s = scale * 1e-5 * stream.uniform()});
  const std::uint64_t sizes = 1 + stream.below(8);
  for (std::uint64_t size = 0; size < sizes; ++size) {
    std::vector<DecodeLine> lines;
    std::uint64_t from = 0;
    for (std::uint64_t i = stream.below(4); i > 0; --i) {
      const std::uint64_t until = from + 1 + stream.below(300);
      lines.push_back({static_cast<std::int64_t>(scale * 1e12 * stream.uniform()), static_cast<std::int64_t>(stream.below(5000)), from, until});
      from = until;
    }
    lines.push_back({static_cast<std::int64_t>(scale * 1e12 * (1 + stream.uniform())), static_cast<std::int64_t>(stream.below(700)), from});
    steps.add_decode(std::move(lines));
  }
  steps.set_mixed_factor(stream.below(2) == 0 ? 1 : 1.1);
  return steps;
}

RequestList random_requests(Stream& stream, int count, bool with_prefixes) {
  RequestList list;
  RequestColumns& columns = list.columns;
  const double gap = 0.02 * stream.uniform();
  const std::uint64_t longest = 1 + stream.below(200);
  const std::uint64_t longest_prompt = 10 + stream.below(140);
  double now = 0;
  if (with_prefixes) columns.prefix_begin.push_back(0);
  for (int i = 0; i < count; ++i) {
    if (stream.below(3) > 0) now += stream.exponential(gap);
    list.tokens(now, static_cast<std::uint32_t>(1 + stream.below(longest_prompt)), static_cast<std::uint32_t>(1 + stream.below(longest)));
    columns.priority.push_back(static_cast<std::int32_t>(stream.below(3)));
    if (!with_prefixes) continue;
    const std::uint64_t family = stream.below(4);
    const std::uint64_t common = stream.below(8);
    for (std::uint64_t block = 0; block < 10; ++block) {
      columns.prefix_hashes.push_back(block < common ? family * 100 + block : 1000 + static_cast<std::uint64_t>(i) * 100 + block);
    }
    columns.prefix_begin.push_back(columns.prefix_hashes.size());
  }
  return list;
}

BatchRule random_rule(Stream& stream) {
  BatchRule rule;
  rule.mode = static_cast<BatchMode>(stream.below(3));
  rule.preemption = stream.below(3) == 0 ? Preemption::swap : Preemption::recompute;
  rule.max_running = static_cast<std::uint32_t>(1 + stream.below(12));
  rule.token_budget = rule.max_running + stream.below(300);
  rule.block_tokens = static_cast<std::uint32_t>(1 + stream.below(20));
  rule.watermark = stream.below(2) == 0 ? 0 : 0.03;
  rule.by_priority = stream.below(3) == 0;
  rule.prefix_cache = stream.below(2) == 0;
  rule.hash_tokens = stream.below(2) == 0 ? 0 : 2 * rule.block_tokens;
  return rule;
}

std::string text_of(const ServingEngine& engine, SimTime now) {
  const ReplicaLoad load = engine.load(now, ReplicaId{});
  const ReplicaTotals totals = engine.totals(now, ReplicaId{});
  std::ostringstream text;
  text << load.waiting << ' ' << load.running << ' ' << load.pending_prompt_tokens << ' ' << load.pending_output_tokens << ' '
       << load.cache_blocks_used << ' ' << load.cache_blocks << ' ' << load.busy << " | " << totals.busy.count() << ' ' << totals.iterations << ' ' << totals.batch_sum << ' ' << totals.output_tokens << ' '
       << totals.prompt_tokens << ' ' << totals.cached_tokens << ' ' << totals.repeated_tokens << ' ' << totals.preemptions;
  return text.str();
}

struct Tally {
  std::uint64_t requests = 0;
  std::uint64_t refused = 0;
  std::uint64_t withdrawn = 0;
  std::uint64_t preemptions = 0;
  std::uint64_t cached_tokens = 0;
  std::uint64_t iterations = 0;
  std::uint64_t events = 0;
};

struct RandomCase {
  BatchRule rule;
  ReplicaProfile profile;
  RequestList list;
  std::multimap<SimTime, RequestId> withdrawals;
};

RandomCase random_case(std::uint64_t seed) {
  Stream stream(seed, "token oracle");
  RandomCase one;
  one.rule = random_rule(stream);
  const bool is_round = stream.below(3) == 0;
  one.profile.steps = is_round ? round_steps(stream) : random_steps(stream);
  one.profile.cache_blocks = 8 + 200 / one.rule.block_tokens + stream.below(stream.below(1000) / one.rule.block_tokens + 1);
  one.profile.host_link_rate = 1e9;
  one.profile.cache_bytes_per_token = 1000 * stream.uniform();
  one.list = random_requests(stream, 40, one.rule.prefix_cache);
  for (std::uint64_t i = stream.below(6); i > 0; --i) {
    const auto request = static_cast<RequestId>(stream.below(one.list.columns.size()));
    const SimTime at = one.list.columns.arrival[request] + Duration(static_cast<std::int64_t>(stream.below(100'000'000)));
    one.withdrawals.emplace(is_round ? rounded(at) : at, request);
  }
  for (SimTime& arrival : one.list.columns.arrival) {
    if (is_round) arrival = rounded(arrival);
  }
  return one;
}

void same_as_plain(std::uint64_t seed, Tally& tally) {
  CAPTURE(seed);
  const RandomCase one = random_case(seed);
  PlainBatching plain(one.rule);
  ServingDriver slow(plain, one.list, {&one.profile});
  slow.withdrawals = one.withdrawals;
  std::map<SimTime, std::string> loads;
  slow.after_instant = [&](SimTime now) { loads[now] = text_of(plain, now); };
  slow.run();

  const auto engine = make_token_engine(one.rule);
  ServingDriver fast(*engine, one.list, {&one.profile});
  fast.withdrawals = one.withdrawals;
  std::string differences;
  fast.after_instant = [&](SimTime now) {
    const SimTime next = fast.next_instant();
    for (auto at = loads.lower_bound(now); at != loads.end() && at->first < next; ++at) {
      const std::string ours = text_of(*engine, at->first);
      if (ours != at->second && differences.empty()) {
        differences = std::to_string(at->first.time_since_epoch().count()) + ": " + ours + ", but " + at->second;
      }
    }
  };
  fast.run();
  CHECK(differences == "");
  for (std::size_t i = 0; i < one.list.columns.size(); ++i) {
    CAPTURE(i);
    const bool same = slow.outcomes()[i] == fast.outcomes()[i];
    CHECK(same);
    const Outcome& outcome = fast.outcomes()[i];
    tally.refused += outcome.refused ? 1 : 0;
    tally.withdrawn += outcome.started != time_never && outcome.ended == time_never ? 1 : 0;
    if (outcome.ended != time_never) CHECK(outcome.tokens.size() == one.list.columns.output_tokens[static_cast<RequestId>(i)]);
  }
  const auto silent = make_token_engine(one.rule);
  ServingDriver without_tokens(*silent, one.list, {&one.profile}, false);
  without_tokens.withdrawals = one.withdrawals;
  without_tokens.run();
  for (std::size_t i = 0; i < one.list.columns.size(); ++i) {
    Outcome expected = fast.outcomes()[i];
    expected.tokens.clear();
    const bool same = without_tokens.outcomes()[i] == expected;
    CHECK(same);
  }
  const ReplicaTotals totals = engine->totals(fast.last(), ReplicaId{});
  CHECK(totals.iterations == plain.totals(slow.last(), ReplicaId{}).iterations);
  CHECK(totals.preemptions == plain.totals(slow.last(), ReplicaId{}).preemptions);
  CHECK(engine->load(fast.last(), ReplicaId{}).outstanding() == 0);
  CHECK(engine->load(fast.last(), ReplicaId{}).cache_blocks_used == 0);
  tally.requests += one.list.columns.size();
  tally.preemptions += totals.preemptions;
  tally.cached_tokens += totals.cached_tokens;
  tally.iterations += totals.iterations;
  tally.events += fast.instants();
}

TEST_CASE("random loads, rules and step times: every token, end, preemption and load as with one event an iteration") {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) same_as_plain(seed, tally);
  MESSAGE(tally.requests, " requests, ", tally.refused, " refused, ", tally.withdrawn, " withdrawn at work, ", tally.cached_tokens,
          " tokens from the cache, ", tally.preemptions, " preemptions, ", tally.iterations, " iterations in ", tally.events, " events");
  CHECK(tally.preemptions > 1000);
  CHECK(tally.events < tally.iterations / 2);
}

}  // namespace
}  // namespace suanli::test
