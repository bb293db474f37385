// quantile_table.h -- a distribution given by some of its quantiles, and how to fill the space between them.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "workloads/generate/law.h"

namespace suanli {

// The parameter and the lists of every law that is given by quantiles.
inline constexpr ParamSpec quantile_between_param{.name = "between",
                                                  .type = ParamType::text,
                                                  .default_value = "log",
                                                  .choices = "log|linear|step",
                                                  .help = "how to fill the space between two quantiles"};
inline constexpr std::array quantile_lists{
    ListSpec{.name = "probabilities", .help = "rising, the first 0 and the last 1"},
    ListSpec{.name = "values", .help = "the quantile at each probability"},
};

class QuantileTable {
 public:
  // Rising probabilities from 0 to 1, values that do not fall, both equally many. `between` is "log" (straight lines on a logarithmic
  // axis; a straight line where the lower value is 0 or less), "linear" or "step" (the lower value).
  static void check(const LawInput& input, LawCheck& check);
  explicit QuantileTable(const LawInput& input);

  // REQUIRES p in [0, 1].
  double at(double p) const;
  double low() const { return values_.front(); }

 private:
  std::vector<double> probabilities_;
  std::vector<double> values_;
  std::string between_;
};

}  // namespace suanli
