// token_gaps.h -- every gap between two tokens of a run, counted exactly in little memory.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/int128.h"
#include "sim/report/distribution.h"

namespace suanli {

// Gaps of equal length, as those of all requests in one iteration, are one entry of 8 bytes. New ones gather in a buffer of a share of that
// size before they are sorted in. The order in which they come changes nothing.
class TokenGaps {
 public:
  // In ns, not negative.
  void add(std::int64_t gap) {
    if (gap > longest_short) {
      long_.push_back(gap);
      return;
    }
    fresh_.push_back(static_cast<std::uint32_t>(gap));
    if (fresh_.size() >= fresh_limit_) sort_in();
  }
  void add(const TokenGaps& others);

  std::uint64_t size() const;
  // Total, mean and deviation in s, quantiles and maximum in ns; all exact but the deviation.
  Distribution<std::int64_t> distribution() const;
  void clear() { *this = {}; }

 private:
  static constexpr std::int64_t longest_short = 0xFFFFFFFF;  // 4.29 s
  static constexpr std::size_t least_fresh = std::size_t{1} << 18;
  struct Counted {
    std::uint32_t gap = 0;
    std::uint32_t count = 0;  // a gap counted more often than fits has several entries
  };
  void sort_in();
  void merge(const std::vector<Counted>& more);

  std::vector<Counted> counted_;      // rising
  std::vector<std::uint32_t> fresh_;
  std::vector<std::int64_t> long_;
  std::size_t fresh_limit_ = least_fresh;
};

}  // namespace suanli
