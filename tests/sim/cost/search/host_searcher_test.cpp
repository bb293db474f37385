// host_searcher_test.cpp -- the search on processors equals the plain one, bit by bit, at every level and with any threads.
#include "sim/cost/search/host_searcher.h"

#include <doctest/doctest.h>

#include "sim/cost/search/whole_space.h"
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

// Few items are divided by their degrees, many item by item; both are large enough for seven threads to start.
TEST_CASE("the answers do not depend on threads") {
  for (const std::size_t items : {1UL, 3UL, 60UL}) {
    CAPTURE(items);
    Stream random(29, "threads", items);
    SearchBatch batch;
    batch.top = 20;
    std::uint64_t plans = 0;
    for (std::size_t i = 0; i < items; ++i) {
      batch.models.push_back(random_model(random));
      batch.devices.push_back(random_device(random));
      batch.fabrics.push_back(random_fabric(random));
      ParallelPlan base;
      base.devices = one_of<2>(random, {720, 1440});
      base.batch = 5760;
      const auto place = static_cast<std::uint32_t>(i);
      batch.items.push_back({place, place, place, add_whole_space(batch, batch.models[i], base, {}, items == 1 ? 32 : 4)});
      plans += batch.spaces[i].size();
    }
    REQUIRE(plans >= std::uint64_t{7} << 20);
    batch.objective = static_cast<Objective>(items % 3);
    const SearchAnswers alone = host_searcher(1)->search(batch);
    CHECK(alone.found[0] == 20);
    for (const unsigned threads : {2U, 3U, 7U}) {
      CAPTURE(threads);
      check_equal(host_searcher(threads)->search(batch), alone);
    }
  }
}

TEST_CASE("two threads equal the plain search") {
  Stream random(31, "threads", 0);
  SearchBatch batch;
  batch.models.push_back(random_model(random));
  batch.devices.push_back(random_device(random));
  batch.fabrics.push_back(random_fabric(random));
  ParallelPlan base;
  base.devices = 360;
  base.batch = 1440;
  batch.items.push_back({0, 0, 0, add_whole_space(batch, batch.models[0], base, {})});
  batch.top = 7;
  REQUIRE(batch.spaces[0].size() >= std::uint64_t{2} << 20);
  const SearchAnswers expected = search_plainly(batch);
  CHECK(expected.counts[0][0] > 1000);
  check_equal(host_searcher(2)->search(batch), expected);
}

TEST_CASE("an empty batch has an empty answer") {
  const SearchAnswers answers = host_searcher(2)->search({});
  CHECK(answers.plans.empty());
  CHECK(answers.counts.empty());
}

}  // namespace suanli::test
