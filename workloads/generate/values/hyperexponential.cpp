// hyperexponential.cpp -- two exponentials with balanced means: wilder than exponential.
#include <array>

#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array params{
    ParamSpec{.name = "mean", .type = ParamType::number, .default_value = "1", .low = 0, .help = "the mean"},
    ParamSpec{.name = "scv", .type = ParamType::number, .default_value = "4", .unit = "1", .low = 1, .high = 1e6,
              .help = "squared coefficient of variation; 1 is exponential"},
};

class Hyperexponential final : public ValueLaw {
 public:
  explicit Hyperexponential(const Params& given) : mean_(given.number("mean")), scv_(given.number("scv")) {}
  double draw(Stream& stream) const override { return stream.hyperexponential(mean_, scv_); }
  double low() const override { return 0; }

 private:
  double mean_;
  double scv_;
};

}  // namespace

extern const ValueLawEntry hyperexponential_entry;
constinit const ValueLawEntry hyperexponential_entry{
    {.name = "hyperexponential", .summary = "two exponentials with balanced means: wilder than exponential", .params = params,
     .required_params = 2},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<Hyperexponential>(input.params); },
};

}  // namespace suanli::values
