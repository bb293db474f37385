// sample_grid.h -- the instants at which a run is sampled, and counts that change over time as seen at them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/time.h"

namespace suanli::exports {

// 0, step, 2 x step, ... and the end of the run.
class SampleGrid {
 public:
  // REQUIRES end >= 0, step > 0.
  SampleGrid(Duration end, Duration step) : end_(end), step_(step) {}

  std::size_t size() const { return steps_to(end_) + 1; }
  Duration operator[](std::size_t index) const { return index + 1 < size() ? step_ * static_cast<std::int64_t>(index) : end_; }
  Duration step() const { return step_; }
  // The first sample that shows what happened at `time`: what holds at an instant is what holds after all of it. Times before 0 and after
  // the end count as those.
  std::size_t first_after(Duration time) const;

 private:
  std::size_t steps_to(Duration time) const { return static_cast<std::size_t>(time / step_) + (time % step_ > Duration(0) ? 1 : 0); }

  Duration end_;
  Duration step_;
};

// The smallest step of a round length (1, 2, 5, 10, 15, 30 s, 1, 2, 5 min, ...) that needs at most `most` samples.
Duration round_step(Duration end, std::size_t most);

// Changes are added in any order; accumulate() makes values of them, once.
template <class Number = std::int64_t>
class SampledCount {
 public:
  explicit SampledCount(std::size_t samples) : values_(samples) {}

  void add(std::size_t sample, Number change) { values_[sample] += change; }
  void accumulate() {
    for (std::size_t i = 1; i < values_.size(); ++i) values_[i] += values_[i - 1];
  }
  Number operator[](std::size_t sample) const { return values_[sample]; }

 private:
  std::vector<Number> values_;
};

}  // namespace suanli::exports
