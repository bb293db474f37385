// decode_series.h -- decode iterations in a row of one batch, as a sum in closed form.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/base/int128.h"
#include "sim/engine/serving/step_times.h"

namespace suanli {

// Iteration j = 0, 1, ... takes decode_ps(requests, context + j x requests): on each line of the table an arithmetic series, so any number
// of iterations is summed, and any time is found in it, in a step per line. All sums are exact: a series that is cut and taken up again
// takes the same picoseconds.
class DecodeSeries {
 public:
  // Longer series are to be cut: their sums still fit in 63 bits of picoseconds.
  static constexpr std::int64_t most_ps = std::int64_t{1} << 60;  // 13 days

  DecodeSeries() = default;
  // REQUIRES requests > 0; `steps` outlives it.
  DecodeSeries(const StepTimes& steps, std::uint64_t requests, std::uint64_t context) : steps_(&steps), requests_(requests), context_(context) {}

  std::uint64_t requests() const { return requests_; }
  std::uint64_t context() const { return context_; }

  // Of the first `count` iterations, and 2^62 at most.
  std::int64_t sum_ps(std::uint64_t count) const {
    Int128 sum = 0;
    for (std::uint64_t done = 0; done < count;) {
      const Stretch stretch = stretch_from(done, count);
      sum += stretch.sum(stretch.count);
      done += stretch.count;
    }
    return static_cast<std::int64_t>(std::min(sum, Int128{1} << 62));
  }

  // How many of the first `count` have ended `ps` after the start of the first.
  std::uint64_t ended_within(std::uint64_t count, std::int64_t ps) const {
    Int128 left = ps;
    for (std::uint64_t done = 0; done < count;) {
      const Stretch stretch = stretch_from(done, count);
      const Int128 sum = stretch.sum(stretch.count);
      if (sum > left) return done + stretch.ended_within(left);
      left -= sum;
      done += stretch.count;
    }
    return count;
  }

 private:
  // Iterations on one line.
  struct Stretch {
    std::int64_t first_ps = 0;
    std::int64_t growth_ps = 0;  // per iteration
    std::uint64_t count = 0;

    Int128 sum(std::uint64_t n) const {
      const auto wide = static_cast<Int128>(n);
      return wide * first_ps + wide * (wide - 1) / 2 * growth_ps;
    }
    // Times are not negative, so the sum rises.
    std::uint64_t ended_within(Int128 ps) const {
      std::uint64_t low = 0;
      std::uint64_t high = count;
      while (low < high) {
        const std::uint64_t middle = high - (high - low) / 2;
        sum(middle) <= ps ? low = middle : high = middle - 1;
      }
      return low;
    }
  };

  // From iteration `done` to the end of its line, or to `count`.
  Stretch stretch_from(std::uint64_t done, std::uint64_t count) const {
    const std::uint64_t context = context_ + done * requests_;
    const DecodeLine& line = steps_->decode_line(requests_, context);
    const std::uint64_t on_line = (line.until - 1 - context) / requests_ + 1;
    return {line.start_ps + line.slope_ps * static_cast<std::int64_t>(context - line.from),
            line.slope_ps * static_cast<std::int64_t>(requests_), std::min(count - done, on_line)};
  }

  const StepTimes* steps_ = nullptr;
  std::uint64_t requests_ = 0;
  std::uint64_t context_ = 0;
};

}  // namespace suanli
