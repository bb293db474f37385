// loguniform.cpp -- all orders of magnitude between two ends, equally likely.
#include <algorithm>
#include <array>

#include "sim/base/portable_math.h"
#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array params{
    ParamSpec{.name = "low", .type = ParamType::number, .default_value = "1", .low = 1e-12, .help = "the least value, above 0"},
    ParamSpec{.name = "high", .type = ParamType::number, .default_value = "10", .low = 1e-12, .help = "the largest value"},
};

class LogUniform final : public ValueLaw {
 public:
  explicit LogUniform(const Params& given)
      : low_(given.number("low")), high_(given.number("high")), span_(portable_log(high_ / low_)) {}
  double draw(Stream& stream) const override { return std::min(high_, low_ * portable_exp(span_ * stream.uniform())); }
  double low() const override { return low_; }

 private:
  double low_;
  double high_;
  double span_;
};

}  // namespace

extern const ValueLawEntry loguniform_entry;
constinit const ValueLawEntry loguniform_entry{
    {.name = "loguniform", .summary = "all orders of magnitude between two ends, equally likely", .params = params, .required_params = 2},
    [](const LawInput& input, LawCheck& check) {
      check.require(input.params.number("low") <= input.params.number("high"), "high", "must not be below low");
    },
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<LogUniform>(input.params); },
};

}  // namespace suanli::values
