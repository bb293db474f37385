// choice.cpp -- one of a few values, by weight.
#include <algorithm>
#include <array>

#include "workloads/generate/discrete.h"
#include "workloads/generate/value_law.h"

namespace suanli::values {
namespace {

constexpr std::array lists{
    ListSpec{.name = "values", .help = "the values"},
    ListSpec{.name = "weights", .required = false, .help = "how often each comes, relative to the others; equally often when left out"},
};

std::vector<double> weights_of(const LawInput& input) {
  const auto& weights = input.list("weights");
  return weights.empty() ? std::vector<double>(input.list("values").size(), 1.0) : weights;
}

class Choice final : public ValueLaw {
 public:
  explicit Choice(const LawInput& input) : values_(input.list("values")), which_(weights_of(input)) {}
  double draw(Stream& stream) const override { return values_[which_.draw(stream)]; }
  double low() const override { return *std::min_element(values_.begin(), values_.end()); }
  std::span<const double> atoms() const override { return values_; }

 private:
  std::vector<double> values_;
  DiscreteDraw which_;
};

void check_choice(const LawInput& input, LawCheck& check) {
  const auto& weights = input.list("weights");
  check.require(weights.empty() || weights.size() == input.list("values").size(), "weights", "must be as many as the values");
  check.require(std::none_of(weights.begin(), weights.end(), [](double w) { return w < 0; }), "weights", "must not be below 0");
  check.require(weights.empty() || std::any_of(weights.begin(), weights.end(), [](double w) { return w > 0; }), "weights",
                "must not all be 0");
}

}  // namespace

extern const ValueLawEntry choice_entry;
constinit const ValueLawEntry choice_entry{
    {.name = "choice", .summary = "one of a few values, by weight", .params = {}, .lists = lists},
    check_choice,
    [](const LawInput& input) -> std::unique_ptr<const ValueLaw> { return std::make_unique<Choice>(input); },
};

}  // namespace suanli::values
