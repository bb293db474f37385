// block_pool.cpp -- units by hash, and the order in which they are forgotten.
#include "sim/engine/serving/block_pool.h"

#include <utility>

#include "sim/model/hash_index.h"

namespace suanli {

void BlockPool::reset(std::uint64_t total, std::uint64_t unit_blocks) {
  total_ = total;
  unit_blocks_ = unit_blocks;
  used_ = kept_ = 0;
  units_.clear();
  free_units_.clear();
  table_.assign(table_.size(), none);
  stored_ = 0;
  oldest_ = newest_ = none;
}

void BlockPool::make_room() {
  while (used_ + kept_ > total_) forget_oldest();
}

void BlockPool::forget_oldest() {
  const std::uint32_t unit = oldest_;
  unlink(unit);
  erase(units_[unit].hash);
  free_units_.push_back(unit);
}

BlockPool::Match BlockPool::match(std::span<const std::uint64_t> units) const {
  Match found;
  for (const std::uint64_t hash : units) {
    const std::uint32_t unit = find(hash);
    if (unit == none) break;
    ++found.units;
    if (units_[unit].users == 0) found.takes += unit_blocks_;
  }
  return found;
}

void BlockPool::use(std::span<const std::uint64_t> units) {
  for (const std::uint64_t hash : units) {
    const std::uint32_t unit = find(hash);
    if (units_[unit].users++ > 0) continue;
    unlink(unit);
    used_ += unit_blocks_;
  }
}

void BlockPool::publish(std::span<const std::uint64_t> units) {
  for (const std::uint64_t hash : units) {
    const std::uint32_t known = find(hash);
    if (known != none) {
      // One copy of the two is enough. Where nobody used the kept one, its room is given up in its stead.
      if (units_[known].users++ == 0) {
        unlink(known);
      } else {
        used_ -= unit_blocks_;
      }
      continue;
    }
    if (free_units_.empty()) {
      free_units_.push_back(static_cast<std::uint32_t>(units_.size()));
      units_.push_back({});
    }
    const std::uint32_t unit = free_units_.back();
    free_units_.pop_back();
    units_[unit] = {hash, 1, none, none};
    insert(unit);
  }
}

void BlockPool::stop_using(std::span<const std::uint64_t> units) {
  for (std::size_t i = units.size(); i-- > 0;) {
    const std::uint32_t unit = find(units[i]);
    if (--units_[unit].users > 0) continue;
    used_ -= unit_blocks_;
    kept_ += unit_blocks_;
    units_[unit].older = newest_;
    units_[unit].newer = none;
    (newest_ == none ? oldest_ : units_[newest_].newer) = unit;
    newest_ = unit;
  }
}

void BlockPool::unlink(std::uint32_t unit) {
  const Unit& gone = units_[unit];
  (gone.older == none ? oldest_ : units_[gone.older].newer) = gone.newer;
  (gone.newer == none ? newest_ : units_[gone.newer].older) = gone.older;
  kept_ -= unit_blocks_;
}

std::size_t BlockPool::place_of(std::uint64_t hash) const {
  return mix(0, hash) & (table_.size() - 1);
}

std::uint32_t BlockPool::find(std::uint64_t hash) const {
  if (table_.empty()) return none;
  for (std::size_t at = place_of(hash);; at = (at + 1) & (table_.size() - 1)) {
    const std::uint32_t unit = table_[at];
    if (unit == none || units_[unit].hash == hash) return unit;
  }
}

void BlockPool::insert(std::uint32_t unit) {
  if ((stored_ + 1) * 2 > table_.size()) {
    const std::vector<std::uint32_t> old = std::exchange(table_, std::vector<std::uint32_t>(table_.empty() ? 64 : table_.size() * 2, none));
    for (const std::uint32_t known : old) {
      if (known == none) continue;
      std::size_t at = place_of(units_[known].hash);
      while (table_[at] != none) at = (at + 1) & (table_.size() - 1);
      table_[at] = known;
    }
  }
  std::size_t at = place_of(units_[unit].hash);
  while (table_[at] != none) at = (at + 1) & (table_.size() - 1);
  table_[at] = unit;
  ++stored_;
}

// Those behind move up, so no search meets a gap before what it seeks (Knuth 1973, vol. 3, 6.4, algorithm R).
void BlockPool::erase(std::uint64_t hash) {
  const std::size_t mask = table_.size() - 1;
  std::size_t gap = place_of(hash);
  while (units_[table_[gap]].hash != hash) gap = (gap + 1) & mask;
  for (std::size_t at = (gap + 1) & mask; table_[at] != none; at = (at + 1) & mask) {
    const std::size_t home = place_of(units_[table_[at]].hash);
    if (((at - home) & mask) < ((at - gap) & mask)) continue;
    table_[gap] = table_[at];
    gap = at;
  }
  table_[gap] = none;
  --stored_;
}

}  // namespace suanli
