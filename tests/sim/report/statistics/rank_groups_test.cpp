// rank_groups_test.cpp -- ranks by hand, and that alternatives that do not differ seldom get different ones.
#include "sim/report/statistics/rank_groups.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "sim/base/random.h"

using namespace suanli;

using Values = std::vector<std::optional<double>>;
using Ranks = std::vector<std::optional<std::size_t>>;

namespace {

Ranks ranks_of(const std::vector<Values>& alternatives, Better better = Better::lower,
               Randomness randomness = Randomness::by_replication) {
  const std::vector<ReplicationValues> views(alternatives.begin(), alternatives.end());
  return rank_groups(views, better, randomness);
}

}  // namespace

// The example of the header. Differences from the first: 1 +- 2 (t = 0.87), 2 +- 0.1 (t = 35), 10 +- 0.1; of the second and third
// 1 +- 2; of the second and last 9 +- 2.1 (t = 7.4, p = 0.005 <= 0.05/3). Holm rejects those with the last and the second of these.
TEST_CASE("the best not told apart share a rank, the next group starts where one is") {
  const Values a{10, 10, 10, 10}, b{9, 13, 9, 13}, c{11.9, 11.9, 12.1, 12.1}, d{20.1, 19.9, 20.1, 19.9};
  CHECK(ranks_of({a, b, c, d}) == Ranks{1, 1, 3, 4});
  CHECK(ranks_of({d, c, b, a}) == Ranks{4, 3, 1, 1});
  // Larger is better: 20 is alone; 12 heads a group with 11; 10 was told apart from 12.
  CHECK(ranks_of({a, b, c, d}, Better::higher) == Ranks{4, 2, 2, 1});
}

TEST_CASE("an alternative of a wide spread can rank before one of a better mean") {
  const Values a{10, 10.1, 10, 10.1}, b{11, 11, 11.1, 11.1}, c{4, 20, 4, 20};
  CHECK(ranks_of({a, b, c}) == Ranks{1, 3, 1});
}

TEST_CASE("without randomness means are compared exactly") {
  CHECK(ranks_of({{3}, {1}, {3}, {2}}, Better::lower, Randomness::none) == Ranks{3, 1, 3, 2});
  CHECK(ranks_of({{3}, {1}, {3}, {2}}, Better::higher, Randomness::none) == Ranks{1, 4, 1, 3});
  CHECK(ranks_of({{0.1, 0.1, 0.1}, {0.1}}, Better::lower, Randomness::none) == Ranks{1, 1});
  // With randomness one replication tells nothing apart.
  CHECK(ranks_of({{3}, {1}, {3}, {2}}) == Ranks{1, 1, 1, 1});
}

TEST_CASE("equal runs share a rank, runs that always differ by the same do not, and nothing has no rank") {
  CHECK(ranks_of({{1, 5, 9}, {1, 5, 9}, {2, 6, 10}}) == Ranks{1, 1, 3});
  CHECK(ranks_of({{{}, {}, {}}, {1, 5, 9}, {2, 6, 10}}) == Ranks{{}, 1, 2});
  CHECK(ranks_of({}).empty());
  CHECK(ranks_of({{1, 2}}) == Ranks{1});
  // 1 and 2 have no replication in common.
  CHECK(ranks_of({{1, 1, {}, {}}, {{}, {}, 2, 2}}) == Ranks{1, 1});
}

TEST_CASE("five alternatives that do not differ get different ranks in at most 5 % of the tables, five that do in most") {
  constexpr int tables = 1000;
  const auto told_apart = [](double step) {
    int apart = 0;
    for (int seed = 1; seed <= tables; ++seed) {
      Stream stream(static_cast<std::uint64_t>(seed), "rank_groups_test");
      std::vector<Values> alternatives(5);
      for (int r = 0; r < 10; ++r) {
        const double shared = 5 * stream.normal();
        for (int i = 0; i < 5; ++i) alternatives[static_cast<std::size_t>(i)].push_back(shared + step * i + stream.normal());
      }
      const Ranks ranks = ranks_of(alternatives);
      std::vector<Values> turned(alternatives.rbegin(), alternatives.rend());
      CHECK(ranks_of(turned) == Ranks(ranks.rbegin(), ranks.rend()));
      for (const auto& rank : ranks) {
        if (rank == std::size_t{1}) continue;
        ++apart;
        break;
      }
    }
    return apart;
  };
  const int wrong = told_apart(0);
  MESSAGE(wrong << " of " << tables << " tables tell equal alternatives apart");
  CHECK(wrong <= 0.05 * tables + 4 * std::sqrt(tables * 0.05 * 0.95));
  CHECK(told_apart(1) > 0.95 * tables);
}
