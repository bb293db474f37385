// value_spread.cpp -- bins and marks at round numbers, so that no logarithm decides where a value falls.
#include "tools/report/value_spread.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace suanli::page {
namespace {

// ISO 3's series R5.
constexpr std::array bin_marks{1.0, 1.6, 2.5, 4.0, 6.3};
constexpr int least_power = -3;
constexpr int largest_power = 18;
constexpr std::size_t most_steps = 400;

double power_of_ten(int exponent) {
  double power = 1;
  for (int i = 0; i < std::abs(exponent); ++i) power *= 10;
  return exponent < 0 ? 1 / power : power;
}

// marks x powers of ten that are needed to enclose [low, high].
template <class Marks>
std::vector<double> marks_around(const Marks& marks, double low, double high) {
  std::vector<double> found;
  for (int power = least_power; power <= largest_power; ++power) {
    for (const double mark : marks) {
      const double edge = mark * power_of_ten(power);
      if (edge <= low) found.clear();
      found.push_back(edge);
      if (edge > high) return found;
    }
  }
  return found;
}

void fill_bins(ValueSpread& spread, const std::vector<double>& sorted) {
  const auto first = sorted.begin() + static_cast<std::ptrdiff_t>(spread.at_floor);
  if (first == sorted.end()) return;
  spread.edges = marks_around(bin_marks, *first, sorted.back());
  for (std::size_t bin = 0; bin + 1 < spread.edges.size(); ++bin) {
    // What is below the least mark or beyond the last belongs to the bin at that end.
    const auto from = bin == 0 ? first : std::lower_bound(first, sorted.end(), spread.edges[bin]);
    const auto to = bin + 2 == spread.edges.size() ? sorted.end() : std::lower_bound(first, sorted.end(), spread.edges[bin + 1]);
    spread.in_bin.push_back(static_cast<std::size_t>(to - from));
  }
}

void fill_steps(ValueSpread& spread, const std::vector<double>& sorted) {
  spread.value = sorted;
  spread.value.erase(std::unique(spread.value.begin(), spread.value.end()), spread.value.end());
  if (spread.value.size() > most_steps) {
    std::vector<double> marks;
    for (int i = 0; i < 45; ++i) marks.push_back(1 + 0.2 * i);
    const auto above = std::upper_bound(sorted.begin(), sorted.end(), spread.value.front());
    spread.value = marks_around(marks, *above, sorted.back());
    spread.value.insert(spread.value.end(), {sorted.front(), *spread.p50, *spread.p95, *spread.p99, sorted.back()});
    std::sort(spread.value.begin(), spread.value.end());
    spread.value.erase(std::unique(spread.value.begin(), spread.value.end()), spread.value.end());
    std::erase_if(spread.value, [&](double value) { return value < sorted.front() || value > sorted.back(); });
  }
  for (const double value : spread.value) {
    spread.up_to.push_back(static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), value) - sorted.begin()));
  }
}

}  // namespace

double nearest_rank(const std::vector<double>& sorted, std::size_t thousandths) {
  const std::size_t rank = (sorted.size() * thousandths + 999) / 1000;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

ValueSpread value_spread(std::vector<double> values, double floor) {
  ValueSpread spread;
  spread.count = values.size();
  if (values.empty()) return spread;
  spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  std::sort(values.begin(), values.end());
  spread.p50 = nearest_rank(values, 500);
  spread.p95 = nearest_rank(values, 950);
  spread.p99 = nearest_rank(values, 990);
  spread.max = values.back();
  spread.at_floor = static_cast<std::size_t>(std::upper_bound(values.begin(), values.end(), floor) - values.begin());
  fill_bins(spread, values);
  fill_steps(spread, values);
  return spread;
}

}  // namespace suanli::page
