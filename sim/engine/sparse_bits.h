// sparse_bits.h -- a sorted set of small numbers that is cheap both with one member and with thousands.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace suanli {

// 64 numbers to a word, only words that are not empty, in order.
class SparseBits {
 public:
  bool empty() const { return words_.empty(); }
  std::size_t size() const { return size_; }
  std::uint32_t first() const { return words_.front().base + static_cast<std::uint32_t>(std::countr_zero(words_.front().bits)); }

  void clear() {
    words_.clear();
    size_ = 0;
  }

  // REQUIRES not yet a member.
  void insert(std::uint32_t number) {
    const std::uint32_t base = number & ~63u;
    const auto at = find(base);
    if (at == words_.end() || at->base != base) words_.insert(at, {std::uint64_t{1} << (number & 63), base});
    else at->bits |= std::uint64_t{1} << (number & 63);
    ++size_;
  }

  // REQUIRES a member.
  void erase(std::uint32_t number) {
    const auto at = find(number & ~63u);
    at->bits &= ~(std::uint64_t{1} << (number & 63));
    if (at->bits == 0) words_.erase(at);
    --size_;
  }

  // Calls f(number) in rising order.
  template <class F>
  void for_each(F f) const {
    for (const Word& word : words_) {
      for (std::uint64_t bits = word.bits; bits != 0; bits &= bits - 1) {
        f(word.base + static_cast<std::uint32_t>(std::countr_zero(bits)));
      }
    }
  }

 private:
  struct Word {
    std::uint64_t bits;
    std::uint32_t base;
  };

  std::vector<Word>::iterator find(std::uint32_t base) {
    if (words_.size() < 9) {
      auto at = words_.begin();
      while (at != words_.end() && at->base < base) ++at;
      return at;
    }
    return std::lower_bound(words_.begin(), words_.end(), base, [](const Word& word, std::uint32_t b) { return word.base < b; });
  }

  std::vector<Word> words_;
  std::size_t size_ = 0;
};

}  // namespace suanli
