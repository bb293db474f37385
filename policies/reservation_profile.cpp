// reservation_profile.cpp -- searching and cutting the steps.
#include "policies/reservation_profile.h"

#include <algorithm>

namespace suanli {

Amount& Amount::operator+=(const Amount& other) {
  for (std::size_t i = 0; i < of.size(); ++i) of[i] += other.of[i];
  return *this;
}

void Amount::raise(const Amount& other) {
  for (std::size_t i = 0; i < of.size(); ++i) of[i] = std::max(of[i], other.of[i]);
}

void Amount::lower(const Amount& other) {
  for (std::size_t i = 0; i < of.size(); ++i) of[i] = std::min(of[i], other.of[i]);
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

void ReservationProfile::refresh() const {
  const std::size_t blocks = (steps_.size() + block - 1) / block;
  most_.resize(blocks);
  for (; fresh_ < blocks; ++fresh_) {
    const std::size_t last = std::min(steps_.size(), (fresh_ + 1) * block);
    Amount most = steps_[fresh_ * block].free;
    for (std::size_t at = fresh_ * block + 1; at < last; ++at) most.raise(steps_[at].free);
    most_[fresh_] = most;
  }
}

// The first step from `at` on that begins before `before` and has the amount free, or how many steps there are.
std::size_t ReservationProfile::next_fit(std::size_t at, SimTime before, const Amount& amount) const {
  while (at < steps_.size() && steps_[at].at < before) {
    if (at % block == 0 && !amount.within(most_[at / block])) {
      at += block;
      continue;
    }
    if (amount.within(steps_[at].free)) return at;
    ++at;
  }
  return steps_.size();
}

// The first start in [from, before) such that the amount is free then and every step of [start, start + duration) fits.
template <class Fits>
std::optional<SimTime> ReservationProfile::search(SimTime from, SimTime before, const Amount& amount, Duration duration, Fits fits) const {
  refresh();
  std::size_t at = next_fit(step_holding(from), before, amount);
  while (at < steps_.size()) {
    const SimTime start = std::max(from, steps_[at].at);
    const SimTime end = end_of(start, duration);
    do {
      if (++at == steps_.size() || steps_[at].at >= end) return start;
    } while (fits(steps_[at]));
    at = next_fit(at, before, amount);
  }
  return std::nullopt;
}

SimTime ReservationProfile::earliest(SimTime from, const Amount& amount, Duration duration) const {
  const auto found = search(from, time_never, amount, duration, [&](const Step& step) { return amount.within(step.free); });
  return found.value_or(time_never);
}

std::optional<SimTime> ReservationProfile::earlier(SimTime from, SimTime before, const Amount& amount, SimTime start,
                                                   Duration duration) const {
  const SimTime end = end_of(start, duration);
  // What the reservation itself takes is free for it; reserve() split the steps at both its ends. It begins after any start looked for.
  return search(from, before, amount, duration, [&](const Step& step) {
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
  fresh_ = std::min(fresh_, first / block);
}

void ReservationProfile::release(SimTime start, Duration duration, const Amount& amount) {
  const SimTime end = end_of(start, duration);
  if (start >= end) return;
  const std::size_t first = step_at(start);
  const std::size_t last = step_at(end);
  for (std::size_t i = first; i < last; ++i) steps_[i].free += amount;
  fresh_ = std::min(fresh_, first / block);
}

void ReservationProfile::gain_from(SimTime at, const Amount& amount) {
  const std::size_t step = step_at(at);
  steps_[step].free += amount;
  fresh_ = std::min(fresh_, step / block);
}

Amount ReservationProfile::least_free(SimTime from, Duration duration) const {
  const SimTime end = end_of(from, duration);
  std::size_t at = step_holding(from);
  Amount least = steps_[at].free;
  for (++at; at < steps_.size() && steps_[at].at < end; ++at) least.lower(steps_[at].free);
  return least;
}

SimTime ReservationProfile::next_change(SimTime after) const {
  const std::size_t next = step_holding(after) + 1;
  return next < steps_.size() ? steps_[next].at : time_never;
}

void ReservationProfile::forget_before(SimTime now) {
  std::size_t past = 0;
  while (past + 1 < steps_.size() && steps_[past + 1].at <= now) ++past;
  if (past == 0) return;
  steps_.erase(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(past));
  fresh_ = 0;
}

}  // namespace suanli
