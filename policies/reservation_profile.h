// reservation_profile.h -- free capacity as a step function of time, with reservations taken out of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/time.h"

namespace suanli {

// What is taken or free: {units, 0, 0, 0} where one number tells all, else CPU milli, KiB, GPU milli, FPGAs.
struct Amount {
  std::array<std::int64_t, 4> of{};

  bool within(const Amount& room) const {
    return of[0] <= room.of[0] && of[1] <= room.of[1] && of[2] <= room.of[2] && of[3] <= room.of[3];
  }
  void raise(const Amount& other);  // each to the larger of both
  void lower(const Amount& other);  // each to the smaller of both
  Amount& operator+=(const Amount& other);
  Amount& operator-=(const Amount& other);
};

// Steps of what is free, from the first step's time to for ever (Mu'alem, Feitelson 2001). O(steps) per look-up and change.
class ReservationProfile {
 public:
  ReservationProfile() = default;
  ReservationProfile(SimTime from, const Amount& free) : steps_{{from, free}} {}

  // The earliest start >= from at which `amount` is free for all of `duration`. REQUIRES that the amount fits the last step.
  SimTime earliest(SimTime from, const Amount& amount, Duration duration) const;
  // The same for a reservation [start, start + duration) of the amount that stands in the profile and may move: the earliest start in
  // [from, before), or nothing. REQUIRES before <= start.
  std::optional<SimTime> earlier(SimTime from, SimTime before, const Amount& amount, SimTime start, Duration duration) const;
  // Takes the amount out of [start, start + duration), or puts it back.
  void reserve(SimTime start, Duration duration, const Amount& amount);
  void release(SimTime start, Duration duration, const Amount& amount);
  // From `at` on, for ever, so much more is free: for filling a new profile. REQUIRES that no step begins later.
  void gain_from(SimTime at, const Amount& amount);

  const Amount& free_at(SimTime time) const { return steps_[step_holding(time)].free; }
  // Of each resource the least that is free in [from, from + duration).
  Amount least_free(SimTime from, Duration duration) const;
  // When what is free changes next, or never.
  SimTime next_change(SimTime after) const;

  // Forgets steps that ended before `now`.
  void forget_before(SimTime now);

 private:
  struct Step {
    SimTime at;
    Amount free;
  };
  // Blocks of steps know the most that is free in them, so that a search passes over what is too full, a block at a time. Kept up to date
  // by the search, from the first block that changed.
  static constexpr std::size_t block = 64;
  void refresh() const;
  std::size_t next_fit(std::size_t at, SimTime before, const Amount& amount) const;
  template <class Fits>
  std::optional<SimTime> search(SimTime from, SimTime before, const Amount& amount, Duration duration, Fits fits) const;
  std::size_t step_holding(SimTime time) const;  // the step in force at `time`, or the first
  std::size_t step_at(SimTime time);  // the step that begins at `time`, split off when there is none
  static SimTime end_of(SimTime start, Duration duration);

  std::vector<Step> steps_;
  mutable std::vector<Amount> most_;  // by block
  mutable std::size_t fresh_ = 0;     // blocks before this one are up to date
};

}  // namespace suanli
