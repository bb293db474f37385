// lognormal.cpp -- a product of many chances: most values small, few very large; run times of real jobs are near it.
#include <array>

#include "sim/base/portable_math.h"
#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array params{
    ParamSpec{.name = "median", .type = ParamType::number, .default_value = "1", .low = 1e-12, .help = "half the values are below it"},
    ParamSpec{.name = "sigma", .type = ParamType::number, .default_value = "1", .unit = "1", .low = 0, .high = 20,
              .help = "standard deviation of the natural logarithm; the mean is median x exp(sigma^2/2)"},
};

class LogNormal final : public ValueLaw {
 public:
  explicit LogNormal(const Params& given) : median_(given.number("median")), sigma_(given.number("sigma")) {}
  double draw(Stream& stream) const override { return median_ * portable_exp(sigma_ * stream.normal()); }
  double low() const override { return 0; }

 private:
  double median_;
  double sigma_;
};

}  // namespace

extern const ValueLawEntry lognormal_entry;
constinit const ValueLawEntry lognormal_entry{
    {.name = "lognormal", .summary = "most values small, few very large, as run times are", .params = params, .required_params = 2},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<LogNormal>(input.params); },
};

}  // namespace suanli::values
