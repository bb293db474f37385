// reservation_profile.cpp -- searching and cutting the steps.
#include "policies/reservation_profile.h"

#include <algorithm>

namespace suanli {

Amount& Amount::operator+=(const Amount& other) {
  for (std::size_t i = 0; i < of.size(); ++i) of[i] += other.of[i];
  return *this;
}

Amount& Amount::operator-=(const Amount& other) {
  for (std::size_t i = 0; i < of.size(); ++i) of[i] -= other.of[i];
  return *this;
}

SimTime ReservationProfile::end_of(SimTime start, Duration duration) {
  return checked_add(start, duration).value_or(time_never);
}

SimTime ReservationProfile::earliest(SimTime from, const Amount& amount, Duration duration) const {
  std::size_t at = 0;
  while (at + 1 < steps_.size() && steps_[at + 1].at <= from) ++at;
  SimTime start = std::max(from, steps_[at].at);
  for (; at < steps_.size(); ++at) {
    if (!amount.within(steps_[at].free)) {
      if (at + 1 < steps_.size()) start = steps_[at + 1].at;
      continue;
    }
    if (at + 1 == steps_.size() || steps_[at + 1].at >= end_of(start, duration)) return start;
  }
  return start;
}

std::size_t ReservationProfile::step_at(SimTime time) {
  const auto after = std::upper_bound(steps_.begin(), steps_.end(), time, [](SimTime t, const Step& step) { return t < step.at; });
  if (after == steps_.begin()) {
    steps_.insert(after, {time, steps_.front().free});
    return 0;
  }
  const auto index = static_cast<std::size_t>(after - steps_.begin()) - 1;
  if (steps_[index].at == time) return index;
  steps_.insert(after, {time, steps_[index].free});
  return index + 1;
}

void ReservationProfile::reserve(SimTime start, Duration duration, const Amount& amount) {
  const SimTime end = end_of(start, duration);
  if (start >= end) return;
  const std::size_t first = step_at(start);
  const std::size_t last = step_at(end);
  for (std::size_t i = first; i < last; ++i) steps_[i].free -= amount;
}

void ReservationProfile::release(SimTime start, Duration duration, const Amount& amount) {
  const SimTime end = end_of(start, duration);
  if (start >= end) return;
  const std::size_t first = step_at(start);
  const std::size_t last = step_at(end);
  for (std::size_t i = first; i < last; ++i) steps_[i].free += amount;
}

void ReservationProfile::forget_before(SimTime now) {
  std::size_t past = 0;
  while (past + 1 < steps_.size() && steps_[past + 1].at <= now) ++past;
  steps_.erase(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(past));
}

}  // namespace suanli
