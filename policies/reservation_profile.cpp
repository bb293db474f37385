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

std::size_t ReservationProfile::step_holding(SimTime time) const {
  const auto after = std::upper_bound(steps_.begin(), steps_.end(), time, [](SimTime t, const Step& step) { return t < step.at; });
  return after == steps_.begin() ? 0 : static_cast<std::size_t>(after - steps_.begin()) - 1;
}

// The first start in [from, before) such that every step of [start, start + duration) fits.
template <class Fits>
std::optional<SimTime> ReservationProfile::search(SimTime from, SimTime before, Duration duration, Fits fits) const {
  std::size_t at = step_holding(from);
  for (SimTime start = std::max(from, steps_[at].at); start < before; start = steps_[at].at) {
    if (fits(steps_[at])) {
      const SimTime end = end_of(start, duration);
      do {
        if (++at == steps_.size() || steps_[at].at >= end) return start;
      } while (fits(steps_[at]));
    }
    if (++at == steps_.size()) return std::nullopt;
  }
  return std::nullopt;
}

SimTime ReservationProfile::earliest(SimTime from, const Amount& amount, Duration duration) const {
  const auto found = search(from, time_never, duration, [&](const Step& step) { return amount.within(step.free); });
  return found.value_or(time_never);
}

std::optional<SimTime> ReservationProfile::earlier(SimTime from, SimTime before, const Amount& amount, SimTime start,
                                                   Duration duration) const {
  const SimTime end = end_of(start, duration);
  // What the reservation itself takes is free for it; reserve() split the steps at both its ends.
  return search(from, before, duration, [&](const Step& step) {
    const bool own = step.at >= start && step.at < end;
    return own ? Amount{}.within(step.free) : amount.within(step.free);
  });
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
