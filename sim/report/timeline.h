// timeline.h -- samples what holds at every whole multiple of an interval.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/base/time.h"
#include "sim/model/request.h"
#include "sim/report/run_result.h"

namespace suanli {

// The sample at k x interval is what holds once everything of that instant has happened, for k = 0, 1, ... up to the run's end.
class TimelineSampler {
 public:
  static constexpr std::size_t most_samples = 4'000'000;  // 72 bytes each

  TimelineSampler() = default;  // of no run
  // [InputError] when the interval is not positive, or `last_submit` alone needs more than most_samples.
  TimelineSampler(Duration interval, SimTime last_submit) { reset(interval, last_submit, {}); }
  // As if newly made, with samples in the memory of others.
  void reset(Duration interval, SimTime last_submit, std::vector<TimelineSample> memory);

  // From `now` on this holds. Times must not fall. [InputError] when the samples before `now` pass most_samples.
  void set(SimTime now, const TimelineSample& sample) {
    if (now > next_) fill(now - Duration(1));
    current_ = sample;
  }
  // The samples up to and at `end`, which may lie before the last `now`.
  std::vector<TimelineSample> finish(SimTime end);

 private:
  void fill(SimTime through);

  Duration interval_{};
  SimTime next_{};
  TimelineSample current_;
  std::vector<TimelineSample> samples_;
};

// Sets queued_requests of samples from TimelineSampler::finish.
void count_queued_requests(const RequestColumns& requests, const OnlineResult& online, std::vector<TimelineSample>& samples);

}  // namespace suanli
