// batch.cpp -- scripts that submit many jobs at one instant: batches at exponential gaps.
#include <array>
#include <cmath>

#include "sim/base/portable_math.h"
#include "workloads/generate/arrival_law.h"

namespace suanli::arrivals {
namespace {

constexpr std::array params{
    rate_per_h_param,
    ParamSpec{.name = "size", .type = ParamType::number, .default_value = "5", .unit = "arrivals", .low = 1, .high = 1e6,
              .help = "mean arrivals of a batch; its number is geometric, or always this when fixed"},
    ParamSpec{.name = "fixed", .type = ParamType::boolean, .default_value = "false", .help = "all batches are equally large"},
};

class Batch final : public ArrivalProcess {
 public:
  Batch(double rate, double size, bool fixed) : mean_gap_(size / rate), size_(size), fixed_(fixed) {}

  double next(Stream& stream) override {
    if (left_ < 1) {
      at_ += stream.exponential(mean_gap_);
      left_ = fixed_ ? size_ : geometric(stream);
    }
    left_ -= 1;
    return at_;
  }

 private:
  // On 1, 2, ... with mean `size_`: P(N > n) = (1 - 1/size)^n.
  double geometric(Stream& stream) const {
    if (size_ == 1) return 1;
    return 1 + std::floor(portable_log(stream.uniform_positive()) / portable_log(1 - 1 / size_));
  }

  double mean_gap_;
  double size_;
  bool fixed_;
  double at_ = 0;
  double left_ = 0;
};

}  // namespace

extern const ArrivalLawEntry batch_entry;
constinit const ArrivalLawEntry batch_entry{
    {.name = "batch", .summary = "scripts that submit many at one instant", .params = params, .required_params = 1},
    [](const LawInput& input, LawCheck& check) {
      const double size = input.params.number("size");
      check.require(!input.params.flag("fixed") || size == std::floor(size), "size", "must be a whole number when batches are fixed");
    },
    [](const LawInput& input) -> std::unique_ptr<ArrivalProcess> {
      return std::make_unique<Batch>(rate_per_s(input), input.params.number("size"), input.params.flag("fixed"));
    },
};

}  // namespace suanli::arrivals
