// weibull.cpp -- a life that ages (shape above 1) or hardens (below 1).
#include <array>

#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array params{
    ParamSpec{.name = "scale", .type = ParamType::number, .default_value = "1", .low = 1e-12, .help = "63.2 % of the values are below it"},
    ParamSpec{.name = "shape", .type = ParamType::number, .default_value = "1", .unit = "1", .low = 0.05, .high = 1000,
              .help = "P(X > x) = exp(-(x/scale)^shape); 1 is exponential"},
};

class Weibull final : public ValueLaw {
 public:
  explicit Weibull(const Params& given) : scale_(given.number("scale")), shape_(given.number("shape")) {}
  double draw(Stream& stream) const override { return stream.weibull(scale_, shape_); }
  double low() const override { return 0; }

 private:
  double scale_;
  double shape_;
};

}  // namespace

extern const ValueLawEntry weibull_entry;
constinit const ValueLawEntry weibull_entry{
    {.name = "weibull", .summary = "a life that ages (shape above 1) or hardens (below 1)", .params = params, .required_params = 2},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<Weibull>(input.params); },
};

}  // namespace suanli::values
