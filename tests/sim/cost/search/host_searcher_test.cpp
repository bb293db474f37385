// host_searcher_test.cpp -- the search on processors equals the plain one, bit by bit, at every level and with any threads.
#include "sim/cost/search/host_searcher.h"

#include <doctest/doctest.h>

#include "tests/sim/cost/search/random_searches.h"

namespace suanli::test {
namespace {

void check_equal(const SearchAnswers& found, const SearchAnswers& expected) {
  CHECK(found.plans == expected.plans);
  CHECK(found.found == expected.found);
  CHECK(found.counts == expected.counts);
}

}  // namespace

TEST_CASE("the host search equals the plain search at every level") {
  std::uint64_t feasible = 0;
  std::uint64_t full = 0;
  for (std::uint64_t i = 0; i < 600; ++i) {
    Stream random(13, "searches", i);
    CAPTURE(i);
    const SearchBatch batch = random_batch(random);
    const SearchAnswers expected = search_plainly(batch);
    for (const ReasonCounts& counts : expected.counts) feasible += counts[0];
    for (const std::uint32_t found : expected.found) full += found > 1 ? 1 : 0;
    for (const SearchLevel level : search_levels()) {
      CAPTURE(static_cast<int>(level));
      check_equal(host_searcher(1, level)->search(batch), expected);
    }
  }
  CHECK(feasible > 100000);
  CHECK(full > 300);
}

}  // namespace suanli::test
