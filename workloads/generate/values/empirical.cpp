// empirical.cpp -- one of the values that were seen, each equally likely.
#include <algorithm>
#include <array>

#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array lists{
    ListSpec{.name = "values", .help = "what was seen, or a file of it"},
};

class Empirical final : public ValueLaw {
 public:
  explicit Empirical(std::vector<double> values) : values_(std::move(values)) {}
  double draw(Stream& stream) const override { return values_[stream.below(values_.size())]; }
  double low() const override { return *std::min_element(values_.begin(), values_.end()); }
  std::span<const double> atoms() const override { return values_; }

 private:
  std::vector<double> values_;
};

}  // namespace

extern const ValueLawEntry empirical_entry;
constinit const ValueLawEntry empirical_entry{
    {.name = "empirical", .summary = "one of the values that were seen, each equally likely", .params = {}, .lists = lists},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<Empirical>(input.list("values")); },
};

}  // namespace suanli::values
