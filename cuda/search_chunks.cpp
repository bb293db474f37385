// search_chunks.cpp -- counts tiles and bytes.
#include "cuda/search_chunks.h"

#include <algorithm>

#include "cuda/block_memory.h"
#include "cuda/shared_parts.h"

namespace suanli {

ItemStart counts_of(const PlanSpace& space, const GridShape& shape) {
  return {(space.outer_count() + shape.tile_size() - 1) / shape.tile_size(), cells_of(space) * rows_of(space),
          cells_of(space) * lanes_of(space)};
}

ItemStart operator+(const ItemStart& a, const ItemStart& b) {
  return {a.tile + b.tile, a.layer + b.layer, a.stage + b.stage};
}

GridShape grid_shape(const SearchBatch& batch) {
  GridShape shape;
  while (block_bytes(shape, batch.top) > memory_of_block) shape.threads /= 2;
  std::uint64_t tiles = 0;
  for (const SearchItem& item : batch.items) tiles += counts_of(batch.spaces[item.space], shape).tile;
  shape.rounds = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(tiles / enough_tiles, 1, 4096));
  return shape;
}

MemoryMap memory_map(const SearchBatch& batch, std::uint64_t items, const ItemStart& counts) {
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
  place(map.starts, items + 1, sizeof(ItemStart));
  place(map.layers, counts.layer, sizeof(LayerRow));
  place(map.stages, counts.stage, sizeof(StageRow));
  place(map.tile_plans, counts.tile * batch.top, sizeof(FoundPlan));
  place(map.tile_found, counts.tile, sizeof(std::uint32_t));
  place(map.tile_counts, counts.tile, sizeof(ReasonCounts));
  place(map.plans, items * batch.top, sizeof(FoundPlan));
  place(map.found, items, sizeof(std::uint32_t));
  place(map.counts, items, sizeof(ReasonCounts));
  return map;
}

std::optional<std::vector<Chunk>> cut(const SearchBatch& batch, const GridShape& shape, std::uint64_t room) {
  const auto fits = [&](std::uint64_t items, const ItemStart& all) {
    return std::max({items, all.tile, all.layer, all.stage}) <= most_blocks && memory_map(batch, items, all).bytes <= room;
  };
  std::vector<Chunk> chunks;
  for (std::size_t i = 0; i < batch.items.size(); ++i) {
    const ItemStart more = counts_of(batch.spaces[batch.items[i].space], shape);
    if (!fits(1, more)) return std::nullopt;
    if (chunks.empty() || !fits(std::uint64_t{chunks.back().item_count} + 1, chunks.back().counts + more)) chunks.push_back({i, 0, {}});
    ++chunks.back().item_count;
    chunks.back().counts = chunks.back().counts + more;
  }
  return chunks;
}

}  // namespace suanli
