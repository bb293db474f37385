// pareto.cpp -- a power-law tail, cut off where the user says.
#include <array>

#include "sim/base/portable_math.h"
#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array params{
    ParamSpec{.name = "scale", .type = ParamType::number, .default_value = "1", .low = 1e-12, .help = "the least value"},
    ParamSpec{.name = "shape", .type = ParamType::number, .default_value = "1.5", .unit = "1", .low = 0.01, .high = 1000,
              .help = "P(X > x) = (scale/x)^shape; the mean is infinite up to 1 unless max is given"},
    ParamSpec{.name = "max", .type = ParamType::number, .default_value = "0", .low = 0,
              .help = "no value above this, the others as likely to each other as before; 0: no bound"},
};

// Inverse of F(x) = (1 - (scale/x)^shape)/(1 - (scale/max)^shape).
class Pareto final : public ValueLaw {
 public:
  explicit Pareto(const Params& given) : scale_(given.number("scale")), shape_(given.number("shape")) {
    const double max = given.number("max");
    if (max > 0) tail_ = portable_exp(shape_ * portable_log(scale_ / max));
  }
  double draw(Stream& stream) const override {
    const double survival = tail_ + (1 - tail_) * stream.uniform_positive();
    return scale_ * portable_exp(-portable_log(survival) / shape_);
  }
  double low() const override { return scale_; }

 private:
  double scale_;
  double shape_;
  double tail_ = 0;  // P(X > max) without the bound
};

}  // namespace

extern const ValueLawEntry pareto_entry;
constinit const ValueLawEntry pareto_entry{
    {.name = "pareto", .summary = "a power-law tail, cut off at max if given", .params = params, .required_params = 2},
    [](const LawInput& input, LawCheck& check) {
      const double max = input.params.number("max");
      check.require(max == 0 || max >= input.params.number("scale"), "max", "must not be below scale");
    },
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<Pareto>(input.params); },
};

}  // namespace suanli::values
