// diurnal.cpp -- days and weeks: a Poisson process whose rate follows the hour and the weekend.
#include <array>
#include <cmath>

#include "sim/base/portable_math.h"
#include "workloads/generate/arrival_law.h"

namespace suanli::arrivals {
namespace {

constexpr std::array params{
    rate_per_h_param,
    ParamSpec{.name = "day_swing", .type = ParamType::number, .default_value = "0.6", .unit = "1", .low = 0, .high = 1,
              .help = "the rate goes up and down by this share of its mean"},
    ParamSpec{.name = "peak_h", .type = ParamType::number, .default_value = "15", .unit = "h", .low = 0, .high = 24,
              .help = "hour of the day when most arrive"},
    ParamSpec{.name = "weekend_factor", .type = ParamType::number, .default_value = "0.5", .unit = "1", .low = 0, .high = 10,
              .help = "rate of days 6 and 7 of the week over that of the others"},
    ParamSpec{.name = "start_day", .type = ParamType::integer, .default_value = "1", .unit = "1", .low = 1, .high = 7,
              .help = "day of the week at time 0; 1 is Monday"},
    ParamSpec{.name = "start_h", .type = ParamType::number, .default_value = "0", .unit = "h", .low = 0, .high = 24,
              .help = "hour of the day at time 0"},
};

// Thinning (Lewis and Shedler 1979): candidates at the highest rate, each kept with the share that the rate of its time has of it.
class Diurnal final : public ArrivalProcess {
 public:
  Diurnal(double rate, const Params& given)
      : swing_(given.number("day_swing")),
        peak_days_(given.number("peak_h") / 24),
        weekend_(given.number("weekend_factor")),
        start_days_(static_cast<double>(given.integer("start_day") - 1) + given.number("start_h") / 24) {
    highest_ = (1 + swing_) * std::fmax(1, weekend_);
    // The swing's mean over a day is 0, so the weekend alone decides the mean over a week.
    mean_gap_ = (5 + 2 * weekend_) / 7 / (rate * highest_);
  }

  double next(Stream& stream) override {
    do {
      at_ += stream.exponential(mean_gap_);
    } while (stream.uniform() * highest_ >= relative_rate(at_));
    return at_;
  }

 private:
  double relative_rate(double seconds) const {
    const double days = start_days_ + seconds / 86400;
    const double turn = days - peak_days_ + 0.25;  // the sine is highest at a quarter
    const double day = 1 + swing_ * portable_sin_turns(turn - std::floor(turn));
    return day * (days - 7 * std::floor(days / 7) >= 5 ? weekend_ : 1);
  }

  double swing_;
  double peak_days_;
  double weekend_;
  double start_days_;
  double highest_ = 1;
  double mean_gap_ = 1;
  double at_ = 0;
};

}  // namespace

extern const ArrivalLawEntry diurnal_entry;
constinit const ArrivalLawEntry diurnal_entry{
    {.name = "diurnal", .summary = "days and weeks: busy afternoons, quiet nights and weekends", .params = params, .required_params = 1},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<ArrivalProcess> {
      return std::make_unique<Diurnal>(rate_per_s(input), input.params);
    },
};

}  // namespace suanli::arrivals
