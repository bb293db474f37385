// all_balancers_test.cpp -- laws that every balancing policy keeps, over random histories.
#include <doctest/doctest.h>

#include <algorithm>

#include "sim/base/random.h"
#include "tests/policies/balancing/balancing_case.h"

namespace suanli::test {
namespace {

void add_requests(BalancingCase& one, std::uint32_t count) {
  RequestColumns& columns = one.columns();
  columns.prefix_begin.push_back(0);
  for (std::uint32_t i = 0; i < count; ++i) {
    columns.arrival.push_back(time_zero);
    columns.prompt_tokens.push_back(10 + i % 7);
    columns.output_tokens.push_back(1 + i % 11);
    columns.session.push_back(static_cast<NameId>(i % 5));
    for (std::uint32_t block = 0; block < i % 4; ++block) columns.prefix_hashes.push_back(block < 2 ? block : 100 + i);
    columns.prefix_begin.push_back(columns.prefix_hashes.size());
  }
}

// The replicas chosen in a history that `seed` decides, told to a policy that is made with `policy_seed`.
std::vector<std::uint32_t> choices(const std::string& name, const std::map<std::string, ParamValue>& given, std::uint64_t seed, std::uint64_t policy_seed) {
  BalancingCase one(name, given, policy_seed);
  Stream random(seed, "all_balancers_test");
  constexpr std::uint32_t requests = 50;
  add_requests(one, requests);
  one.delay = Duration(static_cast<std::int64_t>(random.below(3)) * 1'000'000'000);
  std::vector<BalancingCandidate> candidates;
  std::optional<SimTime> period = one.policy().next_period(time_zero);
  std::vector<std::uint32_t> chosen;
  for (int step = 0; step < 400; ++step) {
    if (step % 50 == 0) {
      candidates.clear();
      for (std::uint32_t i = 0; i < 12; ++i) {
        if (random.below(3) > 0 || i == 11) candidates.push_back({static_cast<ReplicaId>(i), 1.0 + i % 2, 1e9, 1.0});
      }
      one.set_candidates(candidates);
    }
    one.wait(Duration(static_cast<std::int64_t>(random.below(1'000'000'000))));
    if (period && *period <= one.now()) {
      one.policy().periodic(one);
      period = one.policy().next_period(one.now());
    }
    const auto request = static_cast<RequestId>(random.below(requests));
    chosen.push_back(one.send(request));
    CHECK(std::any_of(candidates.begin(), candidates.end(), [&](const auto& each) { return index_of(each.replica) == chosen.back(); }));
    const std::uint32_t other = chosen[random.below(chosen.size())];
    one.first_token(other, 0.1 + random.uniform(), request);
    if (one.truth(other).running > 0) one.end(other, 0.5 + random.uniform(), request);
  }
  return chosen;
}

}  // namespace

// Only those that say so follow the seed: of theirs, choices with several seeds differ.
TEST_CASE("every balancing policy chooses candidates, the same for the same history and seed") {
  CHECK(balancing::entries().size() == 16);
  for (const BalancingEntry* entry : balancing::entries()) {
    CAPTURE(entry->name);
    const std::string name(entry->name);
    std::vector<std::map<std::string, ParamValue>> variants{{}};
    for (const ParamSpec& spec : entry->params) {
      for (const std::string& choice : split_choices(spec.choices)) variants.push_back({{std::string(spec.name), choice}});
    }
    for (const auto& given : variants) {
      std::vector<Problem> problems;
      const Params params(entry->params, given, "", problems);
      CHECK(problems.empty());
      const bool random = entry->is_random != nullptr && entry->is_random(params);
      bool differs = false;
      for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const auto first = choices(name, given, seed, seed);
        CHECK(first == choices(name, given, seed, seed));
        differs = differs || first != choices(name, given, seed, seed + 1);
      }
      CHECK(differs == random);
    }
  }
}

}  // namespace suanli::test
