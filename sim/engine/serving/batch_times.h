// batch_times.h -- how long batches of samples take that all go through one model: vision, recommendation, a kernel on an FPGA.
#pragma once

#include <cstdint>
#include <vector>

namespace suanli {

// A table of batch sizes and whole picoseconds; linear between its points and on from the last two.
class BatchTimes {
 public:
  bool empty() const { return points_.empty(); }
  // In rising order of samples, the first for one sample.
  void add(std::uint64_t samples, std::int64_t ps) { points_.push_back({samples, ps}); }

  std::int64_t ps(std::uint64_t samples) const {
    if (points_.size() == 1) return points_[0].ps;
    std::size_t next = 1;
    while (next + 1 < points_.size() && samples > points_[next].samples) ++next;
    const Point& a = points_[next - 1];
    const Point& b = points_[next];
    const auto steps = static_cast<std::int64_t>(b.samples - a.samples);
    return a.ps + (b.ps - a.ps) / steps * (static_cast<std::int64_t>(samples) - static_cast<std::int64_t>(a.samples)) +
           (b.ps - a.ps) % steps * (static_cast<std::int64_t>(samples) - static_cast<std::int64_t>(a.samples)) / steps;
  }

  // Before a batch for another kernel than the one before it.
  std::int64_t reconfigure_ps = 0;

 private:
  struct Point {
    std::uint64_t samples = 0;
    std::int64_t ps = 0;
  };
  std::vector<Point> points_;
};

}  // namespace suanli
