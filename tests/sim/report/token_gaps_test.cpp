// token_gaps_test.cpp -- counted gaps against a plain list of them.
#include "sim/report/token_gaps.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "sim/base/random.h"

using namespace suanli;

TEST_CASE("gaps of 1 to 10 s and a short one have the quantiles of a list") {
  TokenGaps gaps;
  CHECK_FALSE(gaps.distribution().mean);
  for (std::int64_t s = 10; s >= 1; --s) gaps.add(s * 1'000'000'000);  // those above 4.29 s are kept apart
  const auto found = gaps.distribution();
  CHECK(found.count == 10);
  CHECK(found.p50 == 5'000'000'000);
  CHECK(found.p99 == 10'000'000'000);
  CHECK(found.mean == 5.5);
  CHECK_FALSE(found.p99_9);
}

TEST_CASE("a million random gaps, added in parts, are summed and ranked as a list is") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "token gaps");
    const std::uint64_t bound = seed == 1 ? 50 : seed == 2 ? std::uint64_t{1} << 20 : std::uint64_t{1} << 34;
    TokenGaps first;
    TokenGaps second;
    std::vector<std::int64_t> list;
    for (int i = 0; i < 1'000'000; ++i) {
      const auto gap = static_cast<std::int64_t>(random.below(bound));
      list.push_back(gap);
      (i % 3 == 0 ? first : second).add(gap);
    }
    first.add(second);
    CHECK(first.size() == list.size());
    const auto found = first.distribution();
    const auto plain = distribution(list, 1e9);
    CHECK(found.count == plain.count);
    CHECK(found.total == plain.total);
    CHECK(found.mean == plain.mean);
    CHECK(found.sd.value() == doctest::Approx(plain.sd.value()).epsilon(1e-12));
    CHECK(found.p50 == plain.p50);
    CHECK(found.p95 == plain.p95);
    CHECK(found.p99 == plain.p99);
    CHECK(found.p99_9 == plain.p99_9);
    CHECK(found.max == plain.max);
  }
}
