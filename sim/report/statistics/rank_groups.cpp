// rank_groups.cpp -- all pairs tested, then groups from the best mean on.
#include "sim/report/statistics/rank_groups.h"

#include <algorithm>

#include "sim/report/statistics/holm.h"

namespace suanli {
namespace {

using Means = std::vector<std::optional<double>>;

std::optional<double> mean_of_present(ReplicationValues values) {
  std::vector<double> present;
  for (const auto& value : values) {
    if (value) present.push_back(*value);
  }
  const auto found = mean_interval(present);
  if (!found) return std::nullopt;
  return found->mean;
}

// Which pairs are told apart; asked with the two in any order.
class Distinction {
 public:
  explicit Distinction(std::size_t count) : count_(count), apart_(count * count, false) {}
  void set(std::size_t a, std::size_t b) { apart_[a * count_ + b] = apart_[b * count_ + a] = true; }
  bool operator()(std::size_t a, std::size_t b) const { return apart_[a * count_ + b]; }

 private:
  std::size_t count_;
  std::vector<bool> apart_;
};

Distinction by_value(const Means& means) {
  Distinction apart(means.size());
  for (std::size_t a = 0; a < means.size(); ++a) {
    for (std::size_t b = a + 1; b < means.size(); ++b) {
      if (means[a] != means[b]) apart.set(a, b);
    }
  }
  return apart;
}

Distinction by_test(std::span<const ReplicationValues> alternatives) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  std::vector<double> p_values;
  for (std::size_t a = 0; a < alternatives.size(); ++a) {
    for (std::size_t b = a + 1; b < alternatives.size(); ++b) {
      const auto found = paired_difference(alternatives[a], alternatives[b]);
      if (!found || !found->p) continue;
      pairs.emplace_back(a, b);
      p_values.push_back(*found->p);
    }
  }
  Distinction apart(alternatives.size());
  const auto rejected = holm_rejected(p_values);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (rejected[i]) apart.set(pairs[i].first, pairs[i].second);
  }
  return apart;
}

// Those with a mean, the best first, equal ones as they came.
std::vector<std::size_t> best_first(const Means& means, Better better) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < means.size(); ++i) {
    if (means[i]) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return better == Better::lower ? *means[a] < *means[b] : *means[a] > *means[b];
  });
  return order;
}

}  // namespace

std::vector<std::optional<std::size_t>> rank_groups(std::span<const ReplicationValues> alternatives, Better better,
                                                    Randomness randomness) {
  Means means;
  for (const ReplicationValues values : alternatives) means.push_back(mean_of_present(values));
  const Distinction apart = randomness == Randomness::none ? by_value(means) : by_test(alternatives);
  const std::vector<std::size_t> order = best_first(means, better);
  std::vector<std::optional<std::size_t>> ranks(alternatives.size());
  std::size_t ranked = 0;
  for (const std::size_t head : order) {
    if (ranks[head]) continue;
    const std::size_t rank = ranked + 1;
    for (const std::size_t other : order) {
      if (ranks[other] || (other != head && apart(head, other))) continue;
      ranks[other] = rank;
      ++ranked;
    }
  }
  return ranks;
}

}  // namespace suanli
