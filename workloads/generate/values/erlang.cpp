// erlang.cpp -- the sum of equal exponential phases: steadier than exponential.
#include <array>

#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array params{
    ParamSpec{.name = "phases", .type = ParamType::integer, .default_value = "2", .unit = "1", .low = 1, .high = 1000,
              .help = "the squared coefficient of variation is 1/phases"},
    ParamSpec{.name = "mean", .type = ParamType::number, .default_value = "1", .low = 0, .help = "the mean of the sum"},
};

class Erlang final : public ValueLaw {
 public:
  explicit Erlang(const Params& given) : phases_(static_cast<int>(given.integer("phases"))), mean_(given.number("mean")) {}
  double draw(Stream& stream) const override { return stream.erlang(phases_, mean_); }
  double low() const override { return 0; }

 private:
  int phases_;
  double mean_;
};

}  // namespace

extern const ValueLawEntry erlang_entry;
constinit const ValueLawEntry erlang_entry{
    {.name = "erlang", .summary = "the sum of equal exponential phases: steadier than exponential", .params = params, .required_params = 2},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<Erlang>(input.params); },
};

}  // namespace suanli::values
