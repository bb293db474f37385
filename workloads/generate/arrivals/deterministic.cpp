// deterministic.cpp -- equal gaps, the first arrival after one of them.
#include <array>

#include "workloads/generate/arrival_law.h"

namespace suanli::arrivals {
namespace {

constexpr std::array params{rate_per_h_param};

class Deterministic final : public ArrivalProcess {
 public:
  explicit Deterministic(double rate) : gap_(1 / rate) {}
  // A product, not a sum, so that rounding does not add up.
  double next(Stream&) override { return gap_ * ++count_; }

 private:
  double gap_;
  double count_ = 0;
};

}  // namespace

extern const ArrivalLawEntry deterministic_entry;
constinit const ArrivalLawEntry deterministic_entry{
    {.name = "deterministic", .summary = "equal gaps", .params = params, .required_params = 1},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<ArrivalProcess> { return std::make_unique<Deterministic>(rate_per_s(input)); },
};

}  // namespace suanli::arrivals
