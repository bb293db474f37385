// arrival_law.h -- laws of arrival times.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "sim/base/random.h"
#include "workloads/generate/law.h"

namespace suanli {

// One realisation of an arrival process, from time 0 on.
class ArrivalProcess {
 public:
  virtual ~ArrivalProcess() = default;

  // Seconds of the next arrival, never before the last one.
  virtual double next(Stream& stream) = 0;
};

// An entry of the table made from the file names in workloads/generate/arrivals/. `check` tells of parameters that do not fit each
// other; `make` REQUIRES that it told of none.
struct ArrivalLawEntry {
  LawDescription description;
  void (*check)(const LawInput& input, LawCheck& check);
  std::unique_ptr<ArrivalProcess> (*make)(const LawInput& input);
};

// The parameter that nearly all arrival laws begin with, and its value with the scale, per second.
inline constexpr ParamSpec rate_per_h_param{.name = "rate_per_h",
                                            .type = ParamType::number,
                                            .default_value = "1",
                                            .unit = "1/h",
                                            .low = 1e-9,
                                            .high = 1e12,
                                            .help = "arrivals per hour on average, above 0"};
inline double rate_per_s(const LawInput& input) {
  return input.params.number("rate_per_h") * input.rate_scale / 3600;
}

namespace arrivals {
std::span<const ArrivalLawEntry* const> entries();  // by name
}

}  // namespace suanli
