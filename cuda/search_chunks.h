// search_chunks.h -- how a batch of searches is cut into launches that fit a device.
#pragma once

#include <optional>
#include <vector>

#include "cuda/search_launch.h"

namespace suanli {

inline constexpr std::uint32_t most_plans_kept = 64;           // of each item: more do not fit the memory of a block
inline constexpr std::uint64_t most_blocks = 1ULL << 30;       // of a launch, and less than a device's limit
inline constexpr std::uint64_t enough_tiles = 16 * 1024;       // keep every device busy; more rounds a tile instead of more tiles
inline constexpr std::size_t memory_of_block = 48 * 1024;      // every device has that

// Threads as many as the memory of a block allows for lists of `top` plans, up to 128; rounds so that there are about enough_tiles tiles.
// REQUIRES 1 <= top <= most_plans_kept.
GridShape grid_shape(const SearchBatch& batch);

// Consecutive items of one launch, and how many tiles and rows they have.
struct Chunk {
  std::size_t first_item = 0;
  std::uint32_t item_count = 0;
  ItemStart counts;
  bool operator==(const Chunk&) const = default;
};

// Tiles and rows of one item.
ItemStart counts_of(const PlanSpace& space, const GridShape& shape);
ItemStart operator+(const ItemStart& a, const ItemStart& b);

// Where the parts of a launch lie in reserved memory; bytes from its start, each a multiple of 256.
struct MemoryMap {
  std::uint64_t models = 0, devices = 0, fabrics = 0, degrees = 0, spaces = 0;
  std::uint64_t items = 0, starts = 0, layers = 0, stages = 0;
  std::uint64_t tile_plans = 0, tile_found = 0, tile_counts = 0;
  std::uint64_t plans = 0, found = 0, counts = 0;
  std::uint64_t bytes = 0;  // of all
};
MemoryMap memory_map(const SearchBatch& batch, std::uint64_t items, const ItemStart& counts);

// All items in order, as few chunks as fit `room` bytes each; nothing when one item alone does not fit.
std::optional<std::vector<Chunk>> cut(const SearchBatch& batch, const GridShape& shape, std::uint64_t room);

}  // namespace suanli
