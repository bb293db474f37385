// timeline.cpp -- emits samples lazily, once it is known what held at their instant.
#include "sim/report/timeline.h"

#include <utility>

#include "sim/base/check.h"

namespace suanli {
namespace {

[[noreturn]] void refuse_so_many(SimTime reached) {
  const Duration enough(reached.time_since_epoch().count() / static_cast<std::int64_t>(TimelineSampler::most_samples - 1) + 1);
  throw InputError({}, "the timeline would have more than " + std::to_string(TimelineSampler::most_samples) + " samples",
                   "sample no more often than every " + format_seconds(enough) + " s");
}

}  // namespace

void TimelineSampler::reset(Duration interval, SimTime last_submit, std::vector<TimelineSample> memory) {
  if (interval <= Duration(0)) throw InputError({}, "the timeline interval must be above 0 s");
  if (static_cast<std::size_t>(last_submit.time_since_epoch() / interval) >= most_samples) refuse_so_many(last_submit);
  interval_ = interval;
  next_ = {};
  current_ = {};
  samples_ = std::move(memory);
  samples_.clear();
}

void TimelineSampler::fill(SimTime through) {
  while (next_ <= through) {
    if (samples_.size() == most_samples) refuse_so_many(through);
    current_.time = next_;
    samples_.push_back(current_);
    const auto following = checked_add(next_, interval_);
    if (!following) {
      next_ = time_never;
      return;
    }
    next_ = *following;
  }
}

std::vector<TimelineSample> TimelineSampler::finish(SimTime end) {
  if (end < time_never) fill(end);
  while (!samples_.empty() && samples_.back().time > end) samples_.pop_back();
  return std::exchange(samples_, {});
}

}  // namespace suanli
