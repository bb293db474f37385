// least_oracle_test.cpp -- kept trees decide as a scan over all replicas does, whatever happened and however old the news.
#include <doctest/doctest.h>

#include <cstdint>
#include <functional>

#include "policies/routing/balancing_stream.h"
#include "sim/base/int128.h"
#include "tests/policies/balancing/balancing_case.h"

namespace suanli::test {
namespace {

using Score = std::array<std::uint64_t, 2>;  // a fraction, or two keys
struct Rule {
  std::string name;
  std::map<std::string, ParamValue> given;
  std::function<Score(const ReplicaLoad&, const BalancingCandidate&)> score;
  bool fraction = false;
};

bool less(const Rule& rule, const Score& a, const Score& b) {
  return rule.fraction ? static_cast<UInt128>(a[0]) * b[1] < static_cast<UInt128>(b[0]) * a[1] : a < b;
}

// The scan: the least score, then as `ties` says.
class Scan {
 public:
  Scan(const Rule& rule, std::string ties, std::uint64_t seed)
      : rule_(rule), ties_(std::move(ties)), stream_(balancing_stream({seed, "chat"}, rule.name)) {}

  std::uint32_t pick(const BalancingView& view) {
    std::vector<ReplicaId> best;
    Score least{};
    for (const BalancingCandidate& each : view.candidates()) {
      const Score score = rule_.score(view.load(each.replica), each);
      if (!best.empty() && less(rule_, least, score)) continue;
      if (best.empty() || less(rule_, score, least)) best.clear();
      least = score;
      best.push_back(each.replica);
    }
    ReplicaId chosen = best.front();
    if (ties_ == "random") chosen = best[stream_.below(best.size())];
    if (ties_ == "rotate") {
      for (const ReplicaId each : best) {
        if (turn_[each] < turn_[chosen]) chosen = each;
      }
    }
    turn_[chosen] = ++turns_;
    return static_cast<std::uint32_t>(index_of(chosen));
  }

 private:
  const Rule& rule_;
  std::string ties_;
  Stream stream_;
  std::map<ReplicaId, std::uint64_t> turn_;
  std::uint64_t turns_ = 0;
};

ReplicaLoad random_load(Stream& random) {
  const auto small = [&](std::uint64_t bound) { return random.below(bound); };
  return {.waiting = static_cast<std::uint32_t>(small(3)), .running = static_cast<std::uint32_t>(small(4)), .pending_prompt_tokens = small(5),
          .pending_output_tokens = small(5), .cache_blocks_used = small(6), .cache_blocks = small(2) * (6 + small(3))};
}

void compare(const Rule& rule, const std::string& ties, std::uint64_t seed) {
  CAPTURE(rule.name);
  CAPTURE(ties);
  CAPTURE(seed);
  Stream random(seed, "least_oracle_test");
  auto given = rule.given;
  given["ties"] = ties;
  BalancingCase one(rule.name, given, seed);
  one.shuffled_news = random.below(2) == 1;
  one.delay = Duration(static_cast<std::int64_t>(random.below(3)) * 7);
  one.tokens_told = one.delay > Duration{} || random.below(2) == 1;
  Scan scan(rule, ties, seed);
  const std::uint32_t replicas = 1 + static_cast<std::uint32_t>(random.below(40));
  const auto join = [&] {
    std::vector<BalancingCandidate> candidates;
    for (std::uint32_t i = 0; i < replicas; ++i) {
      if (random.below(4) > 0) candidates.push_back({static_cast<ReplicaId>(i), 0.5 * static_cast<double>(1 + random.below(4))});
    }
    if (candidates.empty()) candidates.push_back({ReplicaId{0}});
    one.set_candidates(candidates);
  };
  join();
  std::uint64_t differences = 0;
  for (int step = 0; step < 600; ++step) {
    switch (random.below(8)) {
      case 0: one.wait(Duration(static_cast<std::int64_t>(random.below(5)))); break;
      case 1:
      case 2:
      case 3: one.set_load(static_cast<std::uint32_t>(random.below(replicas)), random_load(random)); break;
      case 4:
        if (random.below(20) == 0) join();
        break;
      default: {
        const std::uint32_t chosen = one.pick();
        differences += chosen != scan.pick(one) ? 1 : 0;
        if (random.below(2) == 0) one.set_outstanding(chosen, one.truth(chosen).running + 1, one.truth(chosen).waiting);
      }
    }
  }
  CHECK(differences == 0);
}

}  // namespace

TEST_CASE("trees of loads decide as scans do") {
  const std::vector<Rule> rules{
      {"least_connections", {}, [](const ReplicaLoad& load, const BalancingCandidate&) { return Score{load.outstanding(), 0}; }},
      {"join_shortest_queue", {}, [](const ReplicaLoad& load, const BalancingCandidate&) { return Score{load.waiting, load.outstanding()}; }},
      {"weighted_least_connections", {},
       [](const ReplicaLoad& load, const BalancingCandidate& each) { return Score{load.outstanding(), static_cast<std::uint64_t>(each.weight * 1000)}; },
       true},
      {"weighted_least_connections", {{"plus_one", true}},
       [](const ReplicaLoad& load, const BalancingCandidate& each) {
         return Score{load.outstanding() + 1, static_cast<std::uint64_t>(each.weight * 1000)};
       },
       true},
      {"least_tokens", {},
       [](const ReplicaLoad& load, const BalancingCandidate&) { return Score{load.pending_prompt_tokens + load.pending_output_tokens, 0}; }},
      {"least_kv", {},
       [](const ReplicaLoad& load, const BalancingCandidate&) {  // shares of at most 8 blocks, in 840ths
         return Score{load.cache_blocks == 0 ? 0 : load.cache_blocks_used * 840 / load.cache_blocks, load.waiting};
       }}};
  for (const Rule& rule : rules) {
    for (const char* ties : {"rotate", "id", "random"}) {
      for (std::uint64_t seed = 1; seed <= 8; ++seed) compare(rule, ties, seed);
    }
  }
}

}  // namespace suanli::test
