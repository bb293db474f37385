// count_over_time.cpp -- sorts the changes of a count and walks through them.
#include "sim/report/count_over_time.h"

#include <algorithm>

namespace suanli {

std::int64_t SpanCounter::add(SimTime begin, SimTime end) {
  const SimTime first = std::max(begin, from_);
  const SimTime last = std::min(end, until_);
  if (begin == time_never || last <= first) return 0;
  changes_.push_back({first, 1});
  changes_.push_back({last, -1});
  return (last - first).count();
}

CountOverTime SpanCounter::count() {
  std::sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) { return a.at != b.at ? a.at < b.at : a.by < b.by; });
  CountOverTime found;
  std::int64_t count = 0;
  SimTime since = from_;
  for (const Change& change : changes_) {
    if (change.at > since) {
      found.integral += Int128{count} * (change.at - since).count();
      found.max = std::max(found.max, count);
      since = change.at;
    }
    count += change.by;
  }
  return found;
}

}  // namespace suanli
