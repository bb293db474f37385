// capacity_search.cpp -- galloping, bisection, and replications until a size is told apart from the goal.
#include "tools/capacity/capacity_search.h"

#include <algorithm>

#include "sim/base/check.h"

namespace suanli::capacity {
namespace {

class Search {
 public:
  Search(const SearchRules& rules, const Trials& trials) : rules_(rules), trials_(trials) {}

  SearchAnswer run() {
    std::int64_t failing = rules_.low - 1;
    std::int64_t meeting = rules_.high + 1;
    std::int64_t at = rules_.start;
    for (std::int64_t step = 1; failing + 1 < meeting; step *= 2) {
      if (is_enough(at)) meeting = at;
      else failing = at;
      const bool is_bracketed = failing >= rules_.low && meeting <= rules_.high;
      if (is_bracketed) break;
      if (failing + 1 >= meeting) break;
      at = meeting <= rules_.high ? std::max(rules_.low, meeting - step) : std::min(rules_.high, failing + step);
    }
    while (failing + 1 < meeting) {
      const std::int64_t middle = failing + (meeting - failing) / 2;
      if (is_enough(middle)) meeting = middle;
      else failing = middle;
    }
    if (meeting <= rules_.high) answer_.smallest = meeting;
    return std::move(answer_);
  }

 private:
  bool is_enough(std::int64_t size) {
    Probe probe;
    probe.size = size;
    for (std::size_t want = rules_.first;; want = std::min(2 * want, rules_.most)) {
      const std::vector<double> more = trials_(size, probe.values.size(), want);
      SUANLI_ASSERT(more.size() == want - probe.values.size(), "every replication of a trial gives a value");
      probe.values.insert(probe.values.end(), more.begin(), more.end());
      probe.interval = *mean_interval(probe.values);
      probe.verdict = verdict_of(probe.interval, rules_.goal);
      if (probe.verdict != Verdict::unclear || want >= rules_.most) break;
    }
    const bool enough = probe.is_enough();
    auto& probes = answer_.probes;
    const auto place = std::lower_bound(probes.begin(), probes.end(), size, [](const Probe& a, std::int64_t b) { return a.size < b; });
    probes.insert(place, std::move(probe));
    return enough;
  }

  const SearchRules& rules_;
  const Trials& trials_;
  SearchAnswer answer_;
};

}  // namespace

const Probe* SearchAnswer::find(std::int64_t size) const {
  const auto found = std::find_if(probes.begin(), probes.end(), [&](const Probe& each) { return each.size == size; });
  return found == probes.end() ? nullptr : &*found;
}

Verdict verdict_of(const MeanInterval& interval, double goal) {
  if (!interval.low) return interval.mean >= goal ? Verdict::meets : Verdict::fails;
  if (*interval.low >= goal) return Verdict::meets;
  return *interval.high < goal ? Verdict::fails : Verdict::unclear;
}

SearchAnswer smallest_enough(const SearchRules& rules, const Trials& trials) {
  SUANLI_ASSERT(rules.low <= rules.start && rules.start <= rules.high, "the guess lies among the sizes");
  SUANLI_ASSERT(rules.first >= 1 && rules.first <= rules.most, "a size is tried at least once");
  return Search(rules, trials).run();
}

}  // namespace suanli::capacity
