// block_pool.h -- the blocks of keys and values of one replica: who holds how many, and prompts that are kept for others like them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace suanli {

// Blocks are counted, not numbered. Beside those that requests hold for themselves there are units of `unit_blocks`, each the keys and values
// of one hashed stretch of a prompt: held while any request uses them, then kept until their room is needed, least recently used first.
class BlockPool {
 public:
  void reset(std::uint64_t total, std::uint64_t unit_blocks);

  std::uint64_t total() const { return total_; }
  std::uint64_t used() const { return used_; }
  std::uint64_t kept() const { return kept_; }
  // What can be taken now; kept units count, they make room.
  std::uint64_t available() const { return total_ - used_; }

  // REQUIRES count <= available().
  void take(std::uint64_t count) {
    used_ += count;
    if (kept_ > 0) make_room();
  }
  void give(std::uint64_t count) { used_ -= count; }

  // How many of the units, from the first on, are here without a gap; and how many blocks using them would take from available().
  struct Match {
    std::uint32_t units = 0;
    std::uint64_t takes = 0;
  };
  Match match(std::span<const std::uint64_t> units) const;
  // REQUIRES that match() found them all.
  void use(std::span<const std::uint64_t> units);
  // Units that a request calculated in blocks of its own are there for all, and used by it; of those that are here already, its own blocks are
  // given back.
  void publish(std::span<const std::uint64_t> units);
  // The last of them are forgotten first.
  void stop_using(std::span<const std::uint64_t> units);

 private:
  static constexpr std::uint32_t none = 0xffffffff;
  struct Unit {
    std::uint64_t hash = 0;
    std::uint32_t users = 0;
    std::uint32_t older = none;  // in the list of kept units
    std::uint32_t newer = none;
  };

  void make_room();
  void forget_oldest();
  std::uint32_t find(std::uint64_t hash) const;
  std::size_t place_of(std::uint64_t hash) const;
  void insert(std::uint32_t unit);
  void erase(std::uint64_t hash);
  void unlink(std::uint32_t unit);

  std::uint64_t total_ = 0;
  std::uint64_t used_ = 0;
  std::uint64_t unit_blocks_ = 1;
  std::uint64_t kept_ = 0;  // blocks of units that nobody uses
  std::vector<Unit> units_;
  std::vector<std::uint32_t> free_units_;
  std::vector<std::uint32_t> table_;  // places in units_ by hash; open addressing, a power of two
  std::uint32_t stored_ = 0;
  std::uint32_t oldest_ = none;
  std::uint32_t newest_ = none;
};

}  // namespace suanli
