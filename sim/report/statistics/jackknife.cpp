// jackknife.cpp -- the ratio again and again, each time without one replication.
#include "sim/report/statistics/jackknife.h"

#include <vector>

#include "sim/base/check.h"

namespace suanli {
namespace {

struct Sums {
  double above = 0;
  double below = 0;
};

// Without the one at `skipped`, if there is such.
Sums sums_without(std::span<const Sums> pairs, std::size_t skipped) {
  Sums sums;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i == skipped) continue;
    sums.above += pairs[i].above;
    sums.below += pairs[i].below;
  }
  return sums;
}

}  // namespace

std::optional<MeanInterval> jackknife_ratio(ReplicationValues above, ReplicationValues below) {
  SUANLI_ASSERT(above.size() == below.size(), "both sides of a ratio have the same replications");
  std::vector<Sums> pairs;
  for (std::size_t i = 0; i < above.size(); ++i) {
    if (above[i] && below[i]) pairs.push_back({*above[i], *below[i]});
  }
  const Sums all = sums_without(pairs, pairs.size());
  if (pairs.empty() || all.below == 0) return std::nullopt;
  const double ratio = all.above / all.below;
  if (pairs.size() == 1) return MeanInterval{1, ratio, {}, {}};
  const auto n = static_cast<double>(pairs.size());
  std::vector<double> values;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Sums rest = sums_without(pairs, i);
    if (rest.below == 0) return std::nullopt;
    values.push_back(n * ratio - (n - 1) * (rest.above / rest.below));
  }
  return mean_interval(values);
}

}  // namespace suanli
