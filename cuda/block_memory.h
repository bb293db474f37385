// block_memory.h -- what the threads of a block share while they search or merge.
#pragma once

#include <cstddef>

#include "cuda/search_launch.h"

namespace suanli {

// Of one item: what all threads read again and again.
struct ItemFrame {
  StepFrame step;
  double overlap_cost = 0;
  std::uint32_t overlap_bits = 0;  // three for each of the space's overlaps, tp, pp and dp, the first in the lowest
  PlanSpace space;
};
static_assert(sizeof(PlanSpace) % 8 == 0, "copied in words of eight bytes");

// Every thread owns a list of the best plans it met and counts of the rest; `queue` holds outer plans that wait for their inner ones.
struct BlockMemory {
  FoundPlan* plans = nullptr;       // [threads x top]
  std::uint64_t* counts = nullptr;  // [reason_count x threads]
  ItemFrame* frame = nullptr;
  std::uint32_t* found = nullptr;   // [threads]
  std::uint32_t* queued = nullptr;  // [2] entries of the queue, of even and of odd rounds
  std::uint16_t* queue = nullptr;   // [threads x grain] places in the round
};

SUANLI_HOST_DEVICE constexpr std::size_t in_words(std::size_t bytes) {
  return (bytes + 15) / 16 * 16;
}

// Bytes of a block that searches; one that merges needs no more.
constexpr std::size_t block_bytes(const GridShape& shape, std::uint32_t top) {
  const std::size_t threads = shape.threads;
  return in_words(threads * top * sizeof(FoundPlan)) + in_words(threads * reason_count * sizeof(std::uint64_t)) +
         in_words(sizeof(ItemFrame)) + in_words((threads + 2) * sizeof(std::uint32_t)) +
         in_words(threads * shape.grain * sizeof(std::uint16_t));
}

// Cuts `start`, block_bytes(shape, top) of it aligned to 16, into its parts.
SUANLI_HOST_DEVICE inline BlockMemory block_memory(unsigned char* start, std::uint32_t threads, std::uint32_t top) {
  BlockMemory memory;
  memory.plans = reinterpret_cast<FoundPlan*>(start);
  start += in_words(std::size_t{threads} * top * sizeof(FoundPlan));
  memory.counts = reinterpret_cast<std::uint64_t*>(start);
  start += in_words(std::size_t{threads} * reason_count * sizeof(std::uint64_t));
  memory.frame = reinterpret_cast<ItemFrame*>(start);
  start += in_words(sizeof(ItemFrame));
  memory.found = reinterpret_cast<std::uint32_t*>(start);
  memory.queued = memory.found + threads;
  start += in_words((std::size_t{threads} + 2) * sizeof(std::uint32_t));
  memory.queue = reinterpret_cast<std::uint16_t*>(start);
  return memory;
}

}  // namespace suanli
