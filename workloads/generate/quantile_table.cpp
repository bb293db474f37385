// quantile_table.cpp -- inverse of a distribution function by interpolation.
#include "workloads/generate/quantile_table.h"

#include <algorithm>
#include <functional>

#include "sim/base/portable_math.h"

namespace suanli {

void QuantileTable::check(const LawInput& input, LawCheck& check) {
  const auto& probabilities = input.list("probabilities");
  const auto& values = input.list("values");
  if (!check.require(probabilities.size() == values.size(), "values", "must be as many as the probabilities")) return;
  if (!check.require(probabilities.size() >= 2, "probabilities", "must be at least two")) return;
  const bool rises = std::adjacent_find(probabilities.begin(), probabilities.end(), std::greater_equal<>()) == probabilities.end();
  check.require(rises && probabilities.front() == 0 && probabilities.back() == 1, "probabilities", "must rise from 0 to 1");
  check.require(std::is_sorted(values.begin(), values.end()), "values", "must not fall: a quantile grows with its probability");
}

QuantileTable::QuantileTable(const LawInput& input)
    : probabilities_(input.list("probabilities")), values_(input.list("values")), between_(input.params.text("between")) {}

double QuantileTable::at(double p) const {
  const auto above = std::upper_bound(probabilities_.begin() + 1, probabilities_.end() - 1, p);
  const auto i = static_cast<std::size_t>(above - probabilities_.begin()) - 1;
  const double low = values_[i];
  const double high = values_[i + 1];
  if (low == high || (between_ == "step" && p < 1)) return low;
  const double share = (p - probabilities_[i]) / (probabilities_[i + 1] - probabilities_[i]);
  if (between_ == "log" && low > 0) return std::min(high, low * portable_exp(share * portable_log(high / low)));
  return low + share * (high - low);
}

}  // namespace suanli
