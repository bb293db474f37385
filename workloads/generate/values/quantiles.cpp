// quantiles.cpp -- a law given by some of its quantiles, as published statistics give them.
#include <array>

#include "workloads/generate/quantile_table.h"
#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array params{quantile_between_param};

class Quantiles final : public ValueLaw {
 public:
  explicit Quantiles(const LawInput& input) : table_(input) {}
  double draw(Stream& stream) const override { return table_.at(stream.uniform()); }
  double low() const override { return table_.low(); }

 private:
  QuantileTable table_;
};

}  // namespace

extern const ValueLawEntry quantiles_entry;
constinit const ValueLawEntry quantiles_entry{
    {.name = "quantiles", .summary = "a law given by some of its quantiles", .params = params, .lists = quantile_lists},
    QuantileTable::check,
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<Quantiles>(input); },
};

}  // namespace suanli::values
