// gamma.cpp -- independent gaps of a gamma law, as clients of language models are described (Xiang et al., ServeGen, 2025).
#include <array>

#include "workloads/generate/arrival_law.h"
#include "workloads/generate/gamma_draw.h"

namespace suanli::arrivals {
namespace {

constexpr std::array params{
    rate_per_h_param,
    ParamSpec{.name = "cv", .type = ParamType::number, .default_value = "1", .unit = "1", .low = 0.01, .high = 100,
              .help = "coefficient of variation of the gaps: 1 is poisson, less is steadier, more is burstier"},
};

class Gamma final : public ArrivalProcess {
 public:
  // Shape 1 / cv^2.
  Gamma(double rate, double cv) : shape_(1 / (cv * cv)), scale_(1 / (rate * shape_)) {}

  double next(Stream& stream) override { return at_ += scale_ * draw_gamma(shape_, stream); }

 private:
  double shape_;
  double scale_;
  double at_ = 0;
};

}  // namespace

extern const ArrivalLawEntry gamma_entry;
constinit const ArrivalLawEntry gamma_entry{
    {.name = "gamma", .summary = "independent gaps of a gamma law: steady or bursty clients", .params = params, .required_params = 2},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<ArrivalProcess> { return std::make_unique<Gamma>(rate_per_s(input), input.params.number("cv")); },
};

}  // namespace suanli::arrivals
