// search_chunks.cpp -- counts tiles and bytes.
#include "cuda/search_chunks.h"

#include <algorithm>

#include "cuda/block_memory.h"

namespace suanli {

std::uint64_t tiles_of(const PlanSpace& space, const GridShape& shape) {
  return (space.outer_count() + shape.tile_size() - 1) / shape.tile_size();
}

GridShape grid_shape(const SearchBatch& batch) {
  GridShape shape;
  while (block_bytes(shape, batch.top) > memory_of_block) shape.threads /= 2;
  std::uint64_t tiles = 0;
  for (const SearchItem& item : batch.items) tiles += tiles_of(batch.spaces[item.space], shape);
  shape.rounds = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(tiles / enough_tiles, 1, 4096));
  return shape;
}

MemoryMap memory_map(const SearchBatch& batch, std::uint64_t items, std::uint64_t tiles) {
  MemoryMap map;
  const auto place = [&map](std::uint64_t& part, std::uint64_t count, std::size_t each) {
    part = map.bytes;
    map.bytes += (count * each + 255) / 256 * 256;
  };
  place(map.models, batch.models.size(), sizeof(ModelShape));
  place(map.devices, batch.devices.size(), sizeof(DeviceRates));
  place(map.fabrics, batch.fabrics.size(), sizeof(Fabric));
  place(map.degrees, batch.degrees.size(), sizeof(Degrees));
  place(map.spaces, batch.spaces.size(), sizeof(PlanSpace));
  place(map.items, items, sizeof(SearchItem));
  place(map.first_tile, items + 1, sizeof(std::uint64_t));
  place(map.tile_plans, tiles * batch.top, sizeof(FoundPlan));
  place(map.tile_found, tiles, sizeof(std::uint32_t));
  place(map.tile_counts, tiles, sizeof(ReasonCounts));
  place(map.plans, items * batch.top, sizeof(FoundPlan));
  place(map.found, items, sizeof(std::uint32_t));
  place(map.counts, items, sizeof(ReasonCounts));
  return map;
}

std::optional<std::vector<Chunk>> cut(const SearchBatch& batch, const GridShape& shape, std::uint64_t room) {
  std::vector<Chunk> chunks;
  std::uint64_t tiles = 0;
  for (std::size_t i = 0; i < batch.items.size(); ++i) {
    const std::uint64_t more = tiles_of(batch.spaces[batch.items[i].space], shape);
    const auto fits = [&](std::uint64_t items, std::uint64_t all) { return all <= most_tiles && memory_map(batch, items, all).bytes <= room; };
    if (!fits(1, more)) return std::nullopt;
    if (chunks.empty() || chunks.back().item_count == most_tiles || !fits(std::uint64_t{chunks.back().item_count} + 1, tiles + more)) {
      chunks.push_back({i, 0, 0});
      tiles = 0;
    }
    tiles += more;
    ++chunks.back().item_count;
    chunks.back().tile_count = static_cast<std::uint32_t>(tiles);
  }
  return chunks;
}

}  // namespace suanli
