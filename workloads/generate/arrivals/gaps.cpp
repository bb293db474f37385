// gaps.cpp -- independent gaps given by their quantiles, as published statistics give them.
#include <array>

#include "workloads/generate/arrival_law.h"
#include "workloads/generate/quantile_table.h"

namespace suanli::arrivals {
namespace {

constexpr std::array params{quantile_between_param};

class Gaps final : public ArrivalProcess {
 public:
  explicit Gaps(const LawInput& input) : table_(input), rate_scale_(input.rate_scale) {}
  double next(Stream& stream) override { return at_ += table_.at(stream.uniform()) / rate_scale_; }

 private:
  QuantileTable table_;
  double rate_scale_;
  double at_ = 0;
};

void check_gaps(const LawInput& input, LawCheck& check) {
  QuantileTable::check(input, check);
  const auto& values = input.list("values");
  check.require(values.front() >= 0, "values", "must not be below 0: they are seconds between arrivals");
  check.require(values.back() > 0, "values", "must not all be 0: no time would pass");
}

}  // namespace

extern const ArrivalLawEntry gaps_entry;
constinit const ArrivalLawEntry gaps_entry{
    {.name = "gaps", .summary = "independent gaps given by their quantiles, in seconds", .params = params, .lists = quantile_lists},
    check_gaps,
    [](const LawInput& input) -> std::unique_ptr<ArrivalProcess> { return std::make_unique<Gaps>(input); },
};

}  // namespace suanli::arrivals
