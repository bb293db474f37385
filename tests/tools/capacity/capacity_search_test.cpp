// capacity_search_test.cpp -- the smallest size that is enough, with and without chance, and how many trials it takes.
#include "tools/capacity/capacity_search.h"

#include <doctest/doctest.h>

#include <map>

#include "sim/base/random.h"

namespace suanli::capacity {
namespace {

Trials steps_at(std::int64_t first_enough, std::map<std::int64_t, int>* asked = nullptr) {
  return [=](std::int64_t size, std::size_t from, std::size_t until) {
    if (asked != nullptr) ++(*asked)[size];
    return std::vector<double>(until - from, size >= first_enough ? 1.0 : 0.5);
  };
}

}  // namespace

// From 1 in [1, 100], 7 is enough: 1, 2, 4, 8 (steps 1, 2, 4), then 6, 7.
TEST_CASE("the search gallops, then bisects, and asks no size twice") {
  std::map<std::int64_t, int> asked;
  const SearchAnswer answer = smallest_enough({.low = 1, .high = 100, .start = 1, .goal = 0.9}, steps_at(7, &asked));
  CHECK(answer.smallest == 7);
  CHECK(asked == std::map<std::int64_t, int>{{1, 1}, {2, 1}, {4, 1}, {6, 1}, {7, 1}, {8, 1}});
  CHECK(answer.probes.size() == 6);
  CHECK(answer.find(6)->verdict == Verdict::fails);
  CHECK(answer.find(7)->is_enough());
}

TEST_CASE("every answer is found from every guess, also at the ends and beyond") {
  for (std::int64_t high = 1; high <= 20; ++high) {
    for (std::int64_t start = 1; start <= high; ++start) {
      for (std::int64_t enough = 0; enough <= high + 1; ++enough) {
        CAPTURE(high);
        CAPTURE(start);
        CAPTURE(enough);
        std::map<std::int64_t, int> asked;
        const SearchAnswer answer = smallest_enough({.low = 1, .high = high, .start = start, .goal = 0.9}, steps_at(enough, &asked));
        if (enough > high) {
          CHECK(!answer.smallest);
        } else {
          CHECK(answer.smallest == std::max<std::int64_t>(enough, 1));
          if (*answer.smallest > 1) CHECK(answer.find(*answer.smallest - 1) != nullptr);
        }
        for (const auto& [size, times] : asked) CHECK(times == 1);
      }
    }
  }
}

TEST_CASE("sizes may be negative: rates that fall") {
  CHECK(smallest_enough({.low = -50, .high = 50, .start = 0, .goal = 0.9}, steps_at(-13)).smallest == -13);
}

TEST_CASE("an interval says whether a goal is met") {
  CHECK(verdict_of({1, 0.95, {}, {}}, 0.95) == Verdict::meets);
  CHECK(verdict_of({1, 0.94, {}, {}}, 0.95) == Verdict::fails);
  CHECK(verdict_of({4, 0.97, 0.96, 0.98}, 0.95) == Verdict::meets);
  CHECK(verdict_of({4, 0.97, 0.94, 0.99}, 0.95) == Verdict::unclear);
  CHECK(verdict_of({4, 0.93, 0.92, 0.94}, 0.95) == Verdict::fails);
}

// The mean of size s is 0.5 + s / 20, spread 0.1: 9 has 0.95, the goal 0.92 lies between 8 (0.90) and 9. Two replications seldom tell them apart;
// the search goes on to more where it must, and never claims what its interval does not say.
TEST_CASE("where chance hides the answer more replications are run, and what stays unclear is not enough") {
  int right = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Trials trials = [&](std::int64_t size, std::size_t from, std::size_t until) {
      std::vector<double> values;
      for (std::size_t r = from; r < until; ++r) {
        Stream stream(seed * 1000 + r, "capacity", static_cast<std::uint64_t>(size));
        values.push_back(0.5 + static_cast<double>(size) / 20 + 0.1 * (stream.uniform() - 0.5));
      }
      return values;
    };
    const SearchAnswer answer = smallest_enough({.low = 1, .high = 20, .start = 4, .goal = 0.92, .first = 4, .most = 64}, trials);
    REQUIRE(answer.smallest.has_value());
    right += *answer.smallest == 9 ? 1 : 0;
    const Probe* found = answer.find(*answer.smallest);
    CHECK(*found->interval.low >= 0.92);
    for (const Probe& probe : answer.probes) {
      CHECK(probe.values.size() >= 4);
      CHECK((probe.values.size() == 64 || probe.verdict != Verdict::unclear));
    }
  }
  CHECK(right >= 95);
}

}  // namespace suanli::capacity
