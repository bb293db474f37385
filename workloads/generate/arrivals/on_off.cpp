// on_off.cpp -- bursts: a Poisson process whose rate jumps between two values (a two-state Markov-modulated process).
#include <array>

#include "workloads/generate/arrival_law.h"

namespace suanli::arrivals {
namespace {

constexpr std::array params{
    rate_per_h_param,
    ParamSpec{.name = "on_s", .type = ParamType::number, .default_value = "3600", .unit = "s", .low = 1e-6,
              .help = "mean length of a busy phase; exponential"},
    ParamSpec{.name = "off_s", .type = ParamType::number, .default_value = "3600", .unit = "s", .low = 1e-6,
              .help = "mean length of a quiet phase; exponential"},
    ParamSpec{.name = "off_ratio", .type = ParamType::number, .default_value = "0", .unit = "1", .low = 0, .high = 1,
              .help = "rate of a quiet phase over that of a busy one"},
};

class OnOff final : public ArrivalProcess {
 public:
  OnOff(double rate, const Params& given)
      : on_s_(given.number("on_s")), off_s_(given.number("off_s")), off_ratio_(given.number("off_ratio")) {
    on_rate_ = rate * (on_s_ + off_s_) / (on_s_ + off_ratio_ * off_s_);
  }

  // Both phases forget their past, so an arrival that would come after the phase's end is drawn anew in the next phase.
  double next(Stream& stream) override {
    if (!started_) {
      started_ = true;
      on_ = stream.uniform() * (on_s_ + off_s_) < on_s_;
      phase_end_ = stream.exponential(on_ ? on_s_ : off_s_);
    }
    for (;;) {
      const double rate = on_ ? on_rate_ : on_rate_ * off_ratio_;
      if (rate > 0) {
        const double candidate = at_ + stream.exponential(1 / rate);
        if (candidate < phase_end_) return at_ = candidate;
      }
      at_ = phase_end_;
      on_ = !on_;
      phase_end_ += stream.exponential(on_ ? on_s_ : off_s_);
    }
  }

 private:
  double on_s_;
  double off_s_;
  double off_ratio_;
  double on_rate_ = 0;
  double at_ = 0;
  double phase_end_ = 0;
  bool on_ = true;
  bool started_ = false;
};

}  // namespace

extern const ArrivalLawEntry on_off_entry;
constinit const ArrivalLawEntry on_off_entry{
    {.name = "on_off", .summary = "bursts: busy and quiet phases in turn", .params = params, .required_params = 1},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<ArrivalProcess> {
      return std::make_unique<OnOff>(rate_per_s(input), input.params);
    },
};

}  // namespace suanli::arrivals
