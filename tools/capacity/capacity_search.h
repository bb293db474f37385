// capacity_search.h -- the smallest size of which trials say that it is enough, when a trial may be random.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sim/report/statistics/mean_interval.h"

namespace suanli::capacity {

enum class Verdict : unsigned char { meets, fails, unclear };

// Trials of one size, and what they say.
struct Probe {
  std::int64_t size = 0;
  std::vector<double> values;  // one of each replication
  MeanInterval interval;       // of their mean
  Verdict verdict = Verdict::unclear;
  // Not told apart from the goal with all replications: it counts as failing.
  bool is_enough() const { return verdict == Verdict::meets; }
};

struct SearchRules {
  std::int64_t low = 1;    // sizes that may be tried
  std::int64_t high = 1;
  std::int64_t start = 1;  // a guess in [low, high]
  double goal = 0.99;      // a size is enough when the mean of its values is at least this
  // Replications of a size: as many as `first`, then twice as many until the 95 % interval lies on one side of the goal, at most `most`. 1 and
  // 1: nothing is random, and one value says it.
  std::size_t first = 1;
  std::size_t most = 1;
};

// Values of replications [from, until) of a size.
using Trials = std::function<std::vector<double>(std::int64_t size, std::size_t from, std::size_t until)>;

struct SearchAnswer {
  std::optional<std::int64_t> smallest;  // none: not even `high` is enough
  std::vector<Probe> probes;             // by rising size
  const Probe* find(std::int64_t size) const;
};

// Steps of 1, 2, 4, ... from the guess until the answer lies between two sizes, then bisection. REQUIRES that what is enough stays enough when
// it grows. The answer is a size that meets beside one that does not, or `low`.
SearchAnswer smallest_enough(const SearchRules& rules, const Trials& trials);

// What values say about a goal.
Verdict verdict_of(const MeanInterval& interval, double goal);

}  // namespace suanli::capacity
