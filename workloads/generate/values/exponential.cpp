// exponential.cpp -- the law without memory.
#include <array>

#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array params{
    ParamSpec{.name = "mean", .type = ParamType::number, .default_value = "1", .low = 0, .help = "the mean"},
};

class Exponential final : public ValueLaw {
 public:
  explicit Exponential(double mean) : mean_(mean) {}
  double draw(Stream& stream) const override { return stream.exponential(mean_); }
  double low() const override { return 0; }

 private:
  double mean_;
};

}  // namespace

extern const ValueLawEntry exponential_entry;
constinit const ValueLawEntry exponential_entry{
    {.name = "exponential", .summary = "the law without memory", .params = params, .required_params = 1},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<Exponential>(input.params.number("mean")); },
};

}  // namespace suanli::values
