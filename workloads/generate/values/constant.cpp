// constant.cpp -- always the same value; a bare number in a spec means this.
#include <array>

#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array params{
    ParamSpec{.name = "value", .type = ParamType::number, .default_value = "0", .unit = "", .help = "the value"},
};

class Constant final : public ValueLaw {
 public:
  explicit Constant(double value) : value_{value} {}
  double draw(Stream&) const override { return value_[0]; }
  double low() const override { return value_[0]; }
  std::span<const double> atoms() const override { return value_; }

 private:
  std::array<double, 1> value_;
};

}  // namespace

extern const ValueLawEntry constant_entry;
constinit const ValueLawEntry constant_entry{
    {.name = "constant", .summary = "always the same value", .params = params, .required_params = 1},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<Constant>(input.params.number("value")); },
};

}  // namespace suanli::values
