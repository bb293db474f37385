// mser5.cpp -- one pass from the back, its mean and squares updated for each five.
#include "sim/report/statistics/mser5.h"

namespace suanli {

WarmUp mser5_warm_up(std::span<const double> values) {
  constexpr std::size_t five = 5;
  const std::size_t batches = values.size() / five;
  if (batches < 2) return {0, false};
  const std::size_t most = batches / 2;
  double mean = 0;
  double squares = 0;
  double least = 0;
  std::size_t best = batches;
  for (std::size_t left_out = batches; left_out-- > 0;) {
    double sum = 0;
    for (const double value : values.subspan(left_out * five, five)) sum += value;
    const auto kept = static_cast<double>(batches - left_out);
    const double from_mean = sum / five - mean;
    mean += from_mean / kept;
    squares += from_mean * (sum / five - mean);
    if (left_out > most) continue;
    const double error = squares / (kept * kept);
    if (best != batches && error > least) continue;
    least = error;
    best = left_out;
  }
  return {best * five, best < most};
}

}  // namespace suanli
