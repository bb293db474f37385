// block_hash.h -- a fast checksum of a file's bytes. Internal to the trace cache.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace suanli {

// A fast checksum: eight lanes, so that a load is not held up by it. Pieces of bytes must be added as they were when it was
// made.
class BlockHash {
 public:
  void add(std::uint64_t word) {
    lanes_[0] = step(lanes_[0], word);
  }
  void add(const char* at, std::size_t size) {
    add(size);
    Lanes lanes = lanes_;
    for (; size >= sizeof lanes; at += sizeof lanes, size -= sizeof lanes) {
      Lanes words{};
      std::memcpy(words.data(), at, sizeof words);
      for (std::size_t i = 0; i < words.size(); ++i) lanes[i] = step(lanes[i], words[i]);
    }
    Lanes rest{};
    std::memcpy(rest.data(), at, size);
    for (std::size_t i = 0; i * 8 < size; ++i) lanes[i] = step(lanes[i], rest[i]);
    lanes_ = lanes;
  }
  std::uint64_t value() const {
    std::uint64_t hash = 0;
    for (const std::uint64_t lane : lanes_) {
      hash = step(hash, lane);
      hash ^= hash >> 29;
    }
    return hash;
  }

 private:
  using Lanes = std::array<std::uint64_t, 8>;
  static std::uint64_t step(std::uint64_t lane, std::uint64_t word) {
    return std::rotl((lane ^ word) * 0x9e3779b97f4a7c15ULL, 31);
  }
  Lanes lanes_{1, 2, 3, 4, 5, 6, 7, 8};
};

}  // namespace suanli
