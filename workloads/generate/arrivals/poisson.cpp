// poisson.cpp -- independent users: exponential gaps.
#include <array>

#include "workloads/generate/arrival_law.h"

namespace suanli::arrivals {
namespace {

constexpr std::array params{rate_per_h_param};

class Poisson final : public ArrivalProcess {
 public:
  explicit Poisson(double rate) : mean_gap_(1 / rate) {}
  double next(Stream& stream) override { return at_ += stream.exponential(mean_gap_); }

 private:
  double mean_gap_;
  double at_ = 0;
};

}  // namespace

extern const ArrivalLawEntry poisson_entry;
constinit const ArrivalLawEntry poisson_entry{
    {.name = "poisson", .summary = "independent users: exponential gaps", .params = params, .required_params = 1},
    [](const LawInput&, LawCheck&) {},
    [](const LawInput& input) -> std::unique_ptr<ArrivalProcess> { return std::make_unique<Poisson>(rate_per_s(input)); },
};

}  // namespace suanli::arrivals
