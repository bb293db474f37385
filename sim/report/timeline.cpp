// timeline.cpp -- emits samples lazily, once it is known what held at their instant.
#include "sim/report/timeline.h"

#include <algorithm>
#include <cstdint>
#include <limits>
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

// Requests may start before the instant that tells of it, so this waits until all is known.
void count_queued_requests(const RequestColumns& requests, const OnlineResult& online, std::vector<TimelineSample>& samples) {
  if (samples.empty()) return;
  const std::int64_t interval = samples.size() > 1 ? (samples[1].time - samples[0].time).count() : std::numeric_limits<std::int64_t>::max();
  std::vector<std::int64_t> change(samples.size() + 1);
  const auto first_not_before = [&](SimTime time) {
    const std::int64_t ns = time.time_since_epoch().count();
    return std::min(static_cast<std::size_t>(ns / interval + (ns % interval != 0 ? 1 : 0)), samples.size());
  };
  for (const RequestId request : IdRange<RequestId>(online.requests.size())) {
    const RequestOutcome& outcome = online.requests[request];
    if (!outcome.arrived()) continue;
    ++change[first_not_before(requests.arrival[request])];
    --change[first_not_before(std::min(outcome.start, outcome.end))];
  }
  std::int64_t queued = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i].queued_requests = queued += change[i];
}

}  // namespace suanli
