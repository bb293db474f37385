// backfill_measures.cpp -- G6: one pass of EASY over 10,000 waiting and 1,000 running jobs, against sorting and scanning them.
#include <algorithm>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "sim/engine/job_queue.h"
#include "sim/engine/running_set.h"
#include "tools/bench/measures.h"

namespace suanli::bench {
namespace {

constexpr std::size_t waiting = 10'000;
constexpr std::size_t running = 1'000;
constexpr std::int64_t free_units = 3;  // a full machine: the head and most others do not fit

struct Job {
  std::int64_t width, estimate;
};
struct Ending {
  std::int64_t at, width;
};

struct State {
  std::vector<Job> queue;
  std::vector<Ending> ends;
  JobQueue jobs{waiting, false, true};
  RunningSet set;

  State() {
    Stream random(1, "bench/backfill");
    for (std::size_t i = 0; i < waiting; ++i) {
      // Wider than what is free, but for one in a thousand; those run too long to pass.
      const bool narrow = i % 1'000 == 999;
      queue.push_back({narrow ? 2 : 4 + static_cast<std::int64_t>(random.below(60)),
                       narrow ? 1'000'000 : 1'000 + static_cast<std::int64_t>(random.below(100'000))});
      jobs.insert(static_cast<JobId>(i), 0, queue.back().width, queue.back().estimate);
    }
    queue[0].width = 500;
    for (std::size_t i = 0; i < running; ++i) {
      ends.push_back({1 + static_cast<std::int64_t>(random.below(100'000)), 1 + static_cast<std::int64_t>(random.below(8))});
      set.insert({SimTime(Duration(ends.back().at)), static_cast<JobId>(i), ends.back().width});
    }
  }
};

std::size_t naive_pass(const State& state) {
  std::vector<Ending> ends = state.ends;
  std::sort(ends.begin(), ends.end(), [](const Ending& a, const Ending& b) { return a.at < b.at; });
  std::int64_t freed = free_units;
  std::int64_t shadow = 0;
  for (std::size_t i = 0; i < ends.size() && freed < state.queue[0].width; ++i) {
    freed += ends[i].width;
    shadow = ends[i].at;
  }
  const std::int64_t extra = freed - state.queue[0].width;
  for (std::size_t i = 1; i < state.queue.size(); ++i) {
    const Job& job = state.queue[i];
    if (job.width <= free_units && (job.estimate <= shadow || job.width <= extra)) return i;
  }
  return 0;
}

std::size_t kept_pass(const State& state) {
  const auto shadow = state.set.shadow(SimTime{}, state.queue[0].width - free_units);
  const BackfillTree::Room room{free_units, shadow->at.time_since_epoch().count(), free_units + shadow->freed - state.queue[0].width};
  const auto found = state.jobs.search().next(JobId{1}, room);
  return found ? index_of(*found) : 0;
}

}  // namespace

std::vector<Measure> backfill_measures() {
  const State state;
  SUANLI_ASSERT(naive_pass(state) == kept_pass(state), "the two passes disagree");
  const auto repeat = [&](auto pass, int times) {
    return [&state, pass, times] {
      for (int i = 0; i < times; ++i) keep(pass(state));
    };
  };
  const Ratio ratio = ratio_of(5, repeat(kept_pass, 20'000), repeat(naive_pass, 2'000));
  return {{"G6", "EASY pass, 10,000 waiting and 1,000 running: kept structures / naive", ratio.ratio / 10, "1", Goal::at_most, 0.02},
          {"G6", "the pass", ratio.a_seconds / 20'000 * 1e9, "ns", Goal::told, 0}};
}

}  // namespace suanli::bench
