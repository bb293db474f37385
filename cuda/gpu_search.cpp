// gpu_search.cpp -- sends lists, starts launches, fetches answers.
#include "cuda/gpu_search.h"

#include <algorithm>

namespace suanli {
namespace {

template <class T>
std::optional<GpuProblem> send_list(Gpu& gpu, std::byte* to, std::span<const T> list) {
  return list.empty() ? std::nullopt : gpu.send(to, list.data(), list.size_bytes());
}

std::optional<GpuProblem> send_lists(Gpu& gpu, std::byte* memory, const MemoryMap& map, const SearchBatch& batch) {
  if (auto problem = send_list<ModelShape>(gpu, memory + map.models, batch.models)) return problem;
  if (auto problem = send_list<DeviceRates>(gpu, memory + map.devices, batch.devices)) return problem;
  if (auto problem = send_list<Fabric>(gpu, memory + map.fabrics, batch.fabrics)) return problem;
  if (auto problem = send_list<Degrees>(gpu, memory + map.degrees, batch.degrees)) return problem;
  return send_list<PlanSpace>(gpu, memory + map.spaces, batch.spaces);
}

template <class T>
T* at(std::byte* memory, std::uint64_t offset) {
  return reinterpret_cast<T*>(memory + offset);
}

SearchLaunch launch_of(std::byte* memory, const MemoryMap& map, const SearchBatch& batch, const Chunk& chunk, const GridShape& shape) {
  SearchLaunch launch;
  launch.models = at<ModelShape>(memory, map.models);
  launch.devices = at<DeviceRates>(memory, map.devices);
  launch.fabrics = at<Fabric>(memory, map.fabrics);
  launch.degrees = at<Degrees>(memory, map.degrees);
  launch.spaces = at<PlanSpace>(memory, map.spaces);
  launch.items = at<SearchItem>(memory, map.items);
  launch.starts = at<ItemStart>(memory, map.starts);
  launch.layers = at<LayerRow>(memory, map.layers);
  launch.stages = at<StageRow>(memory, map.stages);
  launch.tiles = {at<FoundPlan>(memory, map.tile_plans), at<std::uint32_t>(memory, map.tile_found), at<std::uint64_t>(memory, map.tile_counts)};
  launch.answers = {at<FoundPlan>(memory, map.plans), at<std::uint32_t>(memory, map.found), at<std::uint64_t>(memory, map.counts)};
  launch.item_count = chunk.item_count;
  launch.counts = chunk.counts;
  launch.top = batch.top;
  launch.objective = batch.objective;
  launch.shape = shape;
  return launch;
}

std::vector<ItemStart> starts_of(const SearchBatch& batch, const Chunk& chunk, const GridShape& shape) {
  std::vector<ItemStart> starts(1);
  starts.reserve(std::size_t{chunk.item_count} + 1);
  for (std::uint32_t i = 0; i < chunk.item_count; ++i) {
    starts.push_back(starts.back() + counts_of(batch.spaces[batch.items[chunk.first_item + i].space], shape));
  }
  return starts;
}

std::optional<GpuProblem> search_chunk(Gpu& gpu, std::byte* memory, const SearchBatch& batch, const Chunk& chunk, const GridShape& shape,
                                       SearchAnswers& answers) {
  const MemoryMap map = memory_map(batch, chunk.item_count, chunk.counts);
  const std::vector<ItemStart> starts = starts_of(batch, chunk, shape);
  const std::span<const SearchItem> items = std::span(batch.items).subspan(chunk.first_item, chunk.item_count);
  if (auto problem = send_list(gpu, memory + map.items, items)) return problem;
  if (auto problem = send_list<ItemStart>(gpu, memory + map.starts, starts)) return problem;
  if (auto problem = gpu.search(launch_of(memory, map, batch, chunk, shape))) return problem;
  const std::size_t place = chunk.first_item;
  const std::uint64_t count = chunk.item_count;
  if (auto problem = gpu.fetch(&answers.plans[place * batch.top], memory + map.plans, count * batch.top * sizeof(FoundPlan))) return problem;
  if (auto problem = gpu.fetch(&answers.found[place], memory + map.found, count * sizeof(std::uint32_t))) return problem;
  return gpu.fetch(&answers.counts[place], memory + map.counts, count * sizeof(ReasonCounts));
}

// Memory for the largest chunk; smaller chunks when the device gives less than it promised.
std::byte* reserve(Gpu& gpu, const SearchBatch& batch, const GridShape& shape, std::vector<Chunk>& chunks) {
  for (std::uint64_t room = gpu.room(); room > 0; room /= 2) {
    auto fitting = cut(batch, shape, room);
    if (!fitting) return nullptr;
    std::uint64_t bytes = 0;
    for (const Chunk& chunk : *fitting) bytes = std::max(bytes, memory_map(batch, chunk.item_count, chunk.counts).bytes);
    chunks = std::move(*fitting);
    if (std::byte* const memory = gpu.reserve(bytes)) return memory;
  }
  return nullptr;
}

}  // namespace

GpuAnswers search_on(Gpu& gpu, const SearchBatch& batch, const GridShape& shape) {
  if (batch.top > most_plans_kept) {
    return GpuProblem{GpuFailure::too_large, "a GPU keeps up to " + std::to_string(most_plans_kept) + " plans of a search, not " + std::to_string(batch.top)};
  }
  SearchAnswers answers;
  answers.top = batch.top;
  answers.plans.resize(batch.items.size() * batch.top);
  answers.found.resize(batch.items.size());
  answers.counts.resize(batch.items.size());
  if (batch.items.empty()) return answers;
  std::vector<Chunk> chunks;
  std::byte* const memory = reserve(gpu, batch, shape, chunks);
  if (memory == nullptr) return GpuProblem{GpuFailure::out_of_memory, "the search does not fit the GPU's memory"};
  if (auto problem = send_lists(gpu, memory, memory_map(batch, 0, {}), batch)) return *problem;
  for (const Chunk& chunk : chunks) {
    if (auto problem = search_chunk(gpu, memory, batch, chunk, shape, answers)) return *problem;
  }
  return answers;
}

GpuAnswers search_on(Gpu& gpu, const SearchBatch& batch) {
  return search_on(gpu, batch, batch.top <= most_plans_kept ? grid_shape(batch) : GridShape{});
}

}  // namespace suanli
