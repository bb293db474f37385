// renewal.cpp -- independent gaps of a given mean and variability.
#include <array>
#include <cmath>

#include "workloads/generate/arrival_law.h"

namespace suanli::arrivals {
namespace {

constexpr std::array params{
    rate_per_h_param,
    ParamSpec{.name = "scv", .type = ParamType::number, .default_value = "1", .unit = "1", .low = 0.001, .high = 1e6,
              .help = "squared coefficient of variation of the gaps: 1 is poisson, less is steadier, more is burstier"},
};

// Two moments fitted by phases (Tijms 1986): below 1 a mix of Erlang with k - 1 and k phases, above 1 two exponentials of balanced means.
class Renewal final : public ArrivalProcess {
 public:
  Renewal(double rate, double scv) : mean_(1 / rate), scv_(scv) {
    if (scv_ >= 1) return;
    phases_ = std::ceil(1 / scv_);
    fewer_ = (phases_ * scv_ - std::sqrt(phases_ * (1 + scv_) - phases_ * phases_ * scv_)) / (1 + scv_);
  }

  double next(Stream& stream) override { return at_ += gap(stream); }

 private:
  double gap(Stream& stream) const {
    if (scv_ >= 1) return stream.hyperexponential(mean_, scv_);
    const double phase_mean = mean_ / (phases_ - fewer_);
    const double phases = stream.uniform() < fewer_ ? phases_ - 1 : phases_;
    return phases < 1 ? 0 : stream.erlang(static_cast<int>(phases), phases * phase_mean);
  }

  double mean_;
  double scv_;
  double phases_ = 1;
  double fewer_ = 0;  // probability of one phase less
  double at_ = 0;
};

}  // namespace

extern const ArrivalLawEntry renewal_entry;
constinit const ArrivalLawEntry renewal_entry{
    {.name = "renewal", .summary = "independent gaps of a given mean and variability", .params = params, .required_params = 2},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<ArrivalProcess> {
      return std::make_unique<Renewal>(rate_per_s(input), input.params.number("scv"));
    },
};

}  // namespace suanli::arrivals
