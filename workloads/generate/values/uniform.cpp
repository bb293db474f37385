// uniform.cpp -- all values between two ends, equally likely.
#include <array>

#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array params{
    ParamSpec{.name = "low", .type = ParamType::number, .default_value = "0", .help = "the least value"},
    ParamSpec{.name = "high", .type = ParamType::number, .default_value = "1", .help = "the end that is not reached"},
};

class Uniform final : public ValueLaw {
 public:
  explicit Uniform(const Params& given) : low_(given.number("low")), high_(given.number("high")) {}
  double draw(Stream& stream) const override { return low_ + (high_ - low_) * stream.uniform(); }
  double low() const override { return low_; }

 private:
  double low_;
  double high_;
};

}  // namespace

extern const ValueLawEntry uniform_entry;
constinit const ValueLawEntry uniform_entry{
    {.name = "uniform", .summary = "all values between two ends, equally likely", .params = params, .required_params = 2},
    [](const LawInput& input, LawCheck& check) {
      check.require(input.params.number("low") <= input.params.number("high"), "high", "must not be below low");
    },
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<Uniform>(input.params); },
};

}  // namespace suanli::values
