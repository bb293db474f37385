// job_queue_test.cpp -- the bit set, the backfill tree and the running set against plain walks.
#include "sim/engine/job_queue.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "sim/base/random.h"
#include "sim/engine/running_set.h"

namespace suanli {

TEST_CASE("an id set gives its members in order over word and level borders") {
  Stream random(3, "id-set");
  for (const std::size_t bound : {std::size_t{1}, std::size_t{64}, std::size_t{65}, std::size_t{5000}, std::size_t{300'000}}) {
    CAPTURE(bound);
    IdSet set(bound);
    std::set<std::uint32_t> oracle;
    std::size_t differ = 0;
    for (int step = 0; step < 20'000; ++step) {
      const auto id = static_cast<std::uint32_t>(random.below(bound));
      if (oracle.insert(id).second) {
        set.insert(id);
      } else if (random.below(2) == 0) {
        oracle.erase(id);
        set.erase(id);
      }
      const auto from = static_cast<std::uint32_t>(random.below(bound + 1));
      const auto found = oracle.lower_bound(from);
      const auto got = set.next(from);
      if ((found == oracle.end()) != !got || (got && *got != *found)) ++differ;
    }
    CHECK(differ == 0);
  }
}

TEST_CASE("the backfill tree finds the first and the shortest job a walk of the queue finds") {
  Stream random(4, "backfill-tree");
  for (const std::size_t jobs : {std::size_t{1}, std::size_t{16}, std::size_t{17}, std::size_t{3000}}) {
    CAPTURE(jobs);
    BackfillTree tree(jobs);
    std::map<std::uint32_t, std::pair<std::int64_t, std::int64_t>> oracle;
    std::size_t differ = 0;
    for (int step = 0; step < 4'000; ++step) {
      const auto id = static_cast<std::uint32_t>(random.below(jobs));
      if (oracle.erase(id) > 0) {
        tree.erase(static_cast<JobId>(id));
      } else {
        oracle[id] = {static_cast<std::int64_t>(random.below(50)), static_cast<std::int64_t>(random.below(30))};
        tree.insert(static_cast<JobId>(id), oracle[id].first, oracle[id].second);
      }
      const BackfillTree::Room room{static_cast<std::int64_t>(random.below(40)), static_cast<std::int64_t>(random.below(20)),
                                    static_cast<std::int64_t>(random.below(8))};
      const auto from = static_cast<std::uint32_t>(random.below(jobs));
      std::optional<std::uint32_t> first;
      std::optional<std::uint32_t> shortest;
      std::vector<std::uint32_t> all;
      for (auto job = oracle.lower_bound(from); job != oracle.end(); ++job) {
        const auto [width, estimate] = job->second;
        if (width > room.free || (estimate > room.slack_ns && width > room.extra)) continue;
        all.push_back(job->first);
        if (!first) first = job->first;
        if (!shortest || estimate < oracle[*shortest].second) shortest = job->first;
      }
      std::vector<std::uint32_t> got_all;
      tree.for_each(static_cast<JobId>(from), room, [&](JobId job) { got_all.push_back(static_cast<std::uint32_t>(job)); });
      if (all != got_all) ++differ;
      const auto got_first = tree.next(static_cast<JobId>(from), room);
      const auto got_shortest = tree.shortest(static_cast<JobId>(from), room);
      if (first != (got_first ? std::optional(static_cast<std::uint32_t>(*got_first)) : std::nullopt)) ++differ;
      if (shortest != (got_shortest ? std::optional(static_cast<std::uint32_t>(*got_shortest)) : std::nullopt)) ++differ;
    }
    CHECK(differ == 0);
  }
}

TEST_CASE("a sorted queue goes by key, then by JobId") {
  JobQueue queue(5, true, false);
  queue.insert(JobId{3}, 7, 1, 1);
  queue.insert(JobId{1}, 7, 1, 1);
  queue.insert(JobId{2}, 5, 1, 1);
  std::vector<JobId> order;
  for (const auto& [key, job] : queue.by_key()) order.push_back(job);
  CHECK(order == std::vector{JobId{2}, JobId{1}, JobId{3}});
  queue.erase(JobId{2});
  CHECK(queue.by_key().begin()->second == JobId{1});
  CHECK(queue.first() == JobId{1});
  CHECK(queue.after(JobId{1}) == JobId{3});
}

// Ends at 10 (2 units), 20 (3 units) and 20 (1 unit): 3 units are free by 20, when all 6 are, since ends of one time are pooled.
TEST_CASE("the shadow pools the ends of one time") {
  RunningSet running;
  running.insert({SimTime(Duration(20)), JobId{1}, 3});
  running.insert({SimTime(Duration(10)), JobId{0}, 2});
  running.insert({SimTime(Duration(20)), JobId{2}, 1});
  const auto shadow = running.shadow(SimTime(Duration(5)), 3);
  REQUIRE(shadow);
  CHECK(shadow->at == SimTime(Duration(20)));
  CHECK(shadow->freed == 6);
  CHECK(!running.shadow(SimTime(Duration(5)), 7));
  // An overdue job counts as ending 1 ns from now.
  CHECK(running.shadow(SimTime(Duration(15)), 2)->at == SimTime(Duration(16)));
}

TEST_CASE("sums and shadows of a random running set equal those of a sorted list") {
  Stream random(5, "running-set");
  RunningSet running;
  std::map<std::pair<std::int64_t, std::uint32_t>, std::int64_t> oracle;
  std::size_t differ = 0;
  for (int step = 0; step < 20'000; ++step) {
    if (oracle.size() > 400 || (random.below(3) == 0 && !oracle.empty())) {
      auto victim = oracle.lower_bound({static_cast<std::int64_t>(random.below(500)), 0});
      if (victim == oracle.end()) victim = oracle.begin();
      running.erase(SimTime(Duration(victim->first.first)), static_cast<JobId>(victim->first.second));
      oracle.erase(victim);
    } else {
      const auto end = static_cast<std::int64_t>(random.below(500));
      const auto width = static_cast<std::int64_t>(1 + random.below(9));
      oracle[{end, static_cast<std::uint32_t>(step)}] = width;
      running.insert({SimTime(Duration(end)), static_cast<JobId>(step), width});
    }
    const auto now = static_cast<std::int64_t>(random.below(500));
    const auto needed = static_cast<std::int64_t>(1 + random.below(1000));
    std::int64_t sum = 0;
    std::optional<std::int64_t> shadow;
    for (const auto& [key, width] : oracle) {
      const std::int64_t at = std::max(key.first, now + 1);
      if (shadow && at > *shadow) break;
      sum += width;
      if (!shadow && sum >= needed) shadow = at;
    }
    const auto got = running.shadow(SimTime(Duration(now)), needed);
    if (shadow.has_value() != got.has_value()) ++differ;
    else if (got && (got->at != SimTime(Duration(*shadow)) || got->freed != sum)) ++differ;
    std::int64_t until = 0;
    for (const auto& [key, width] : oracle) until += key.first <= now ? width : 0;
    if (running.width_until(SimTime(Duration(now))) != until) ++differ;
    if (running.size() != oracle.size()) ++differ;
  }
  CHECK(differ == 0);
}

}  // namespace suanli
