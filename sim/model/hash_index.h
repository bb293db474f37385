// hash_index.h -- finds the number of an item that is kept elsewhere, by the item's hash; open addressing, no node per item.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/int128.h"

namespace suanli {

// Folds a word into a hash (multiply wide, xor the halves).
inline std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  const UInt128 product = static_cast<UInt128>(hash ^ word ^ 0x9e3779b97f4a7c15ULL) * 0xd6e8feb86659fd93ULL;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// A hash for look-up tables only: never an output, so its byte order is the machine's.
inline std::uint64_t lookup_hash(std::string_view bytes) {
  std::uint64_t hash = bytes.size();
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t word = 0;
  for (; left >= 8; left -= 8, at += 8) {
    std::memcpy(&word, at, 8);
    hash = mix(hash, word);
  }
  word = 0;
  for (std::size_t i = 0; i < left; ++i) word = word << 8 | static_cast<unsigned char>(at[i]);
  return mix(hash, word);
}

// Item numbers 0, 1, 2, ... under 32 bits of their hash. `equal(number)` says whether item `number` is the one sought.
class HashIndex {
 public:
  template <class Equal>
  std::optional<std::uint32_t> find(std::uint64_t hash, Equal&& equal) const {
    if (slots_.empty()) return std::nullopt;
    const auto tag = tag_of(hash);
    for (std::size_t at = tag & mask();; at = (at + 1) & mask()) {
      const Slot& slot = slots_[at];
      if (slot.item == no_item) return std::nullopt;
      if (slot.tag == tag && equal(slot.item)) return slot.item;
    }
  }

  // The number found, or `next`, which is then kept under the hash.
  template <class Equal>
  std::uint32_t find_or_insert(std::uint64_t hash, std::uint32_t next, Equal&& equal) {
    if ((used_ + 1) * 2 > slots_.size()) grow();
    const auto tag = tag_of(hash);
    std::size_t at = tag & mask();
    for (; slots_[at].item != no_item; at = (at + 1) & mask()) {
      if (slots_[at].tag == tag && equal(slots_[at].item)) return slots_[at].item;
    }
    slots_[at] = {tag, next};
    ++used_;
    return next;
  }

  void reserve(std::size_t items) {
    while (slots_.size() < items * 2) grow();
  }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t item = no_item;
  };
  static constexpr std::uint32_t no_item = 0xffffffff;

  static std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32 ^ hash);
  }
  std::size_t mask() const {
    return slots_.size() - 1;
  }

  void grow() {
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 16 : slots_.size() * 2));
    for (const Slot& slot : old) {
      if (slot.item == no_item) continue;
      std::size_t at = slot.tag & mask();
      while (slots_[at].item != no_item) at = (at + 1) & mask();
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace suanli
