// interval_history.h -- what a scaler saw in the intervals before.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "sim/base/params.h"
#include "sim/engine/serving/scaling_policy.h"

namespace suanli {

struct IntervalSeen {
  SimTime begin{};
  SimTime end{};
  std::uint64_t arrived = 0;
  std::uint64_t completed = 0;
  std::uint64_t met_slo = 0;
  double rate() const { return static_cast<double>(arrived) / to_seconds(end - begin); }
};

// Intervals of the last `span`, oldest first; those without length are left out.
class IntervalHistory {
 public:
  explicit IntervalHistory(Duration span) : span_(span) {}

  void add(const ScalingView& view) {
    if (view.interval <= Duration{}) return;
    seen_.push_back({view.now - view.interval, view.now, view.arrived, view.completed, view.met_slo});
    while (view.now - seen_.front().end > span_) seen_.pop_front();
  }

  bool empty() const { return seen_.empty(); }
  const std::deque<IntervalSeen>& all() const { return seen_; }
  // REQUIRES not empty.
  const IntervalSeen& last() const { return seen_.back(); }

  // The interval with begin < time <= end.
  std::optional<IntervalSeen> at(SimTime time) const {
    for (const IntervalSeen& each : seen_) {
      if (each.begin < time && time <= each.end) return each;
    }
    return std::nullopt;
  }

  // All that end later than `from`, together.
  IntervalSeen since(SimTime from) const {
    IntervalSeen sum;
    for (const IntervalSeen& each : seen_) {
      if (each.end <= from) continue;
      if (sum.end == SimTime{}) sum.begin = each.begin;
      sum.end = each.end;
      sum.arrived += each.arrived;
      sum.completed += each.completed;
      sum.met_slo += each.met_slo;
    }
    return sum;
  }

 private:
  Duration span_;
  std::deque<IntervalSeen> seen_;
};

// A parameter for rules that go by the rate of one replica, and that rate: as given, else as measured; 0: not known yet.
constexpr ParamSpec replica_rate_param{.name = "replica_rate", .type = ParamType::number, .default_value = "0", .unit = "1/s", .low = 0, .high = 1e9,
                                       .help = "requests per second that one replica can serve; 0: as measured while replicas are busy"};

}  // namespace suanli
