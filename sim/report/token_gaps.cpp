// token_gaps.cpp -- merges sorted runs of counted gaps.
#include "sim/report/token_gaps.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace suanli {

void TokenGaps::merge(const std::vector<Counted>& more) {
  std::vector<Counted> merged;
  merged.reserve(counted_.size() + more.size());
  const auto put = [&](const Counted& next) {
    if (merged.empty() || merged.back().gap != next.gap || merged.back().count > std::numeric_limits<std::uint32_t>::max() - next.count) {
      merged.push_back(next);
    } else {
      merged.back().count += next.count;
    }
  };
  auto ours = counted_.begin();
  auto theirs = more.begin();
  while (ours != counted_.end() || theirs != more.end()) {
    const bool take_ours = theirs == more.end() || (ours != counted_.end() && ours->gap <= theirs->gap);
    put(take_ours ? *ours++ : *theirs++);
  }
  counted_ = std::move(merged);
}

void TokenGaps::sort_in() {
  std::sort(fresh_.begin(), fresh_.end());
  std::vector<Counted> runs;
  for (const std::uint32_t gap : fresh_) {
    if (runs.empty() || runs.back().gap != gap) runs.push_back({gap, 0});
    ++runs.back().count;
  }
  fresh_.clear();
  merge(runs);
  fresh_limit_ = std::max(least_fresh, counted_.size() / 2);
}

void TokenGaps::add(const TokenGaps& others) {
  merge(others.counted_);
  for (const std::uint32_t gap : others.fresh_) add(gap);
  long_.insert(long_.end(), others.long_.begin(), others.long_.end());
}

std::uint64_t TokenGaps::size() const {
  std::uint64_t size = fresh_.size() + long_.size();
  for (const Counted& one : counted_) size += one.count;
  return size;
}

Distribution<std::int64_t> TokenGaps::distribution() const {
  TokenGaps all = *this;
  all.sort_in();
  std::sort(all.long_.begin(), all.long_.end());
  std::vector<std::pair<std::int64_t, std::uint64_t>> sorted;
  sorted.reserve(all.counted_.size() + all.long_.size());
  for (const Counted& one : all.counted_) sorted.emplace_back(one.gap, one.count);
  for (const std::int64_t gap : all.long_) sorted.emplace_back(gap, 1);

  Distribution<std::int64_t> found;
  Int128 sum = 0;
  for (const auto& [gap, count] : sorted) {
    found.count += count;
    sum += Int128{gap} * static_cast<Int128>(count);
  }
  if (found.count == 0) return found;
  const auto count = static_cast<double>(found.count);
  const double mean = static_cast<double>(sum) / count;
  double squares = 0;
  for (const auto& [gap, times] : sorted) {
    const double deviation = static_cast<double>(gap) - mean;
    squares += deviation * deviation * static_cast<double>(times);
  }
  found.total = static_cast<double>(sum) / 1e9;
  found.mean = static_cast<double>(sum) / (count * 1e9);
  found.sd = std::sqrt(squares / count) / 1e9;
  std::uint64_t before = 0;
  auto at = sorted.begin();
  const auto quantile = [&](unsigned per_mille) {
    const std::size_t rank = nearest_rank(found.count, per_mille);
    while (before + at->second < rank) before += (at++)->second;
    return at->first;
  };
  found.p50 = quantile(500);
  found.p95 = quantile(950);
  found.p99 = quantile(990);
  if (found.count >= p99_9_needs) found.p99_9 = quantile(999);
  found.max = sorted.back().first;
  return found;
}

}  // namespace suanli
