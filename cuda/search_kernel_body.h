// search_kernel_body.h -- what a block of the search does, in steps between which its threads wait for each other.
#pragma once

#include "cuda/outer_search.h"

namespace suanli {

// A `Block` has `threads` and `each(step)`, which calls step(thread) for each of its threads and returns when all are through. On a device
// that is a barrier; on a host a loop, in any order of threads, so that the same lines are tested without a device. What outlives a step is
// in the memory of the block.

// A number that no other thread of the block gets.
SUANLI_HOST_DEVICE inline std::uint32_t claim(std::uint32_t& counter) {
#if defined(__CUDA_ARCH__)
  return atomicAdd(&counter, 1U);
#else
  return counter++;
#endif
}

template <class T>
SUANLI_HOST_DEVICE void copy_words(T& to, const T& from, std::uint32_t thread, std::uint32_t threads) {
  auto* const target = reinterpret_cast<std::uint64_t*>(&to);
  const auto* const source = reinterpret_cast<const std::uint64_t*>(&from);
  for (std::uint32_t i = thread; i < sizeof(T) / 8; i += threads) target[i] = source[i];
}

SUANLI_HOST_DEVICE inline void clear_thread(const BlockMemory& memory, std::uint32_t thread, std::uint32_t threads) {
  memory.found[thread] = 0;
  for (std::uint32_t i = 0; i < reason_count; ++i) memory.counts[i * threads + thread] = 0;
  if (thread < 2) memory.queued[thread] = 0;
}

SUANLI_HOST_DEVICE inline std::uint32_t overlap_bits(const PlanSpace& space) {
  std::uint32_t bits = 0;
  for (std::int32_t i = space.overlap.count; i-- > 0;) {
    const Overlaps& overlap = space.overlap.values[i];
    bits = bits << 3 | (overlap.tp ? 1U : 0U) | (overlap.pp ? 2U : 0U) | (overlap.dp ? 4U : 0U);
  }
  return bits;
}

SUANLI_HOST_DEVICE inline void fill_frame(ItemFrame& frame, const SearchLaunch& launch, const SearchItem& item, std::uint32_t thread,
                                          std::uint32_t threads) {
  copy_words(frame.space, launch.spaces[item.space], thread, threads);
  if (thread != 0) return;
  const Fabric& fabric = launch.fabrics[item.fabric];
  frame.step = step_frame(launch.devices[item.device], fabric, launch.spaces[item.space].base.devices);
  frame.overlap_cost = fabric.network_overlap_cost;
  frame.overlap_bits = overlap_bits(launch.spaces[item.space]);
}

// All threads look at the outer plans of a round: those that are no good are counted, the others wait in the queue, so that going through
// their inner plans, which takes much longer, leaves no thread idle beside another's.
SUANLI_HOST_DEVICE inline void sift(const SearchLaunch& launch, const BlockMemory& memory, const Round& round, std::uint32_t& queued,
                                    std::uint32_t thread, std::uint32_t threads) {
  const std::uint64_t inner_count = memory.frame->space.inner_count();
  for (std::uint32_t place = thread; place < round.size; place += threads) {
    const Infeasible problem = outer_problem(*memory.frame, outer_parts(launch, round, place));
    if (problem == Infeasible::no) memory.queue[claim(queued)] = static_cast<std::uint16_t>(place);
    else memory.counts[static_cast<std::uint32_t>(problem) * threads + thread] += inner_count;
  }
}

SUANLI_HOST_DEVICE inline void search_queue(const SearchLaunch& launch, const BlockMemory& memory, const Round& round,
                                            std::uint32_t queued, std::uint32_t thread, std::uint32_t threads) {
  const std::uint64_t inner_count = memory.frame->space.inner_count();
  ThreadBest best{memory.plans + std::size_t{thread} * launch.top, launch.top, memory.found[thread]};
  std::uint64_t fitting = 0;
  std::uint64_t seen = 0;
  for (std::uint32_t i = thread; i < queued; i += threads) {
    const std::uint32_t place = memory.queue[i];
    const OuterParts parts = outer_parts(launch, round, place);
    fitting += search_inner(*memory.frame, launch.objective, parts, (round.begin + place) * inner_count, best);
    seen += inner_count;
  }
  memory.found[thread] = best.found;
  memory.counts[static_cast<std::uint32_t>(Infeasible::no) * threads + thread] += fitting;
  memory.counts[static_cast<std::uint32_t>(Infeasible::memory) * threads + thread] += seen - fitting;
}

// Joins all lists and counts in those of thread 0, half of the threads into the other half at a time.
template <class Block>
SUANLI_HOST_DEVICE void fold(Block& block, const BlockMemory& memory, std::uint32_t top) {
  const std::uint32_t threads = block.threads;
  for (std::uint32_t active = threads; active > 1; active = (active + 1) / 2) {
    const std::uint32_t half = (active + 1) / 2;
    block.each([&](std::uint32_t thread) {
      const std::uint32_t other = thread + half;
      if (other >= active) return;
      const FoundPlan* const theirs = memory.plans + std::size_t{other} * top;
      for (std::uint32_t i = 0; i < memory.found[other]; ++i) {
        keep_best(memory.plans + std::size_t{thread} * top, top, memory.found[thread], theirs[i]);
      }
      for (std::uint32_t i = 0; i < reason_count; ++i) memory.counts[i * threads + thread] += memory.counts[i * threads + other];
    });
  }
}

// Writes what fold() joined as answer `place` of the lists.
SUANLI_HOST_DEVICE inline void write_answer(const AnswerLists& lists, std::uint64_t place, std::uint32_t top, const BlockMemory& memory,
                                            std::uint32_t thread, std::uint32_t threads) {
  const std::uint32_t found = memory.found[0];
  for (std::uint32_t i = thread; i < top; i += threads) lists.plans[place * top + i] = i < found ? memory.plans[i] : FoundPlan{};
  for (std::uint32_t i = thread; i < reason_count; i += threads) lists.counts[place * reason_count + i] = memory.counts[i * threads];
  if (thread == 0) lists.found[place] = found;
}

// The best plans of one tile.
template <class Block>
SUANLI_HOST_DEVICE void search_tile(Block& block, const BlockMemory& memory, const SearchLaunch& launch, std::uint32_t tile) {
  const std::uint32_t threads = block.threads;
  const std::uint32_t number = item_of<&ItemStart::tile>(launch, tile);
  const ItemStart start = launch.starts[number];
  block.each([&](std::uint32_t thread) {
    clear_thread(memory, thread, threads);
    fill_frame(*memory.frame, launch, launch.items[number], thread, threads);
  });
  const std::uint64_t first = (tile - start.tile) * launch.shape.tile_size();
  const std::uint64_t outers = memory.frame->space.outer_count();
  for (std::uint32_t turn = 0; turn < launch.shape.rounds; ++turn) {
    const std::uint64_t begin = first + turn * launch.shape.round_size();
    if (begin >= outers) break;
    const std::uint64_t end = begin + launch.shape.round_size() < outers ? begin + launch.shape.round_size() : outers;
    const Round round = round_at(memory.frame->space, start, begin, end);
    std::uint32_t& queued = memory.queued[turn % 2];
    block.each([&](std::uint32_t thread) { sift(launch, memory, round, queued, thread, threads); });
    block.each([&](std::uint32_t thread) {
      if (thread == 0) memory.queued[(turn + 1) % 2] = 0;
      search_queue(launch, memory, round, queued, thread, threads);
    });
  }
  fold(block, memory, launch.top);
  block.each([&](std::uint32_t thread) { write_answer(launch.tiles, tile, launch.top, memory, thread, threads); });
}

// The best plans of one item, from those of its tiles.
template <class Block>
SUANLI_HOST_DEVICE void merge_item(Block& block, const BlockMemory& memory, const SearchLaunch& launch, std::uint32_t item) {
  const std::uint32_t threads = block.threads;
  const std::uint32_t top = launch.top;
  block.each([&](std::uint32_t thread) {
    clear_thread(memory, thread, threads);
    for (std::uint64_t tile = launch.starts[item].tile + thread; tile < launch.starts[item + 1].tile; tile += threads) {
      for (std::uint32_t i = 0; i < launch.tiles.found[tile]; ++i) {
        keep_best(memory.plans + std::size_t{thread} * top, top, memory.found[thread], launch.tiles.plans[tile * top + i]);
      }
      for (std::uint32_t i = 0; i < reason_count; ++i) memory.counts[i * threads + thread] += launch.tiles.counts[tile * reason_count + i];
    }
  });
  fold(block, memory, top);
  block.each([&](std::uint32_t thread) { write_answer(launch.answers, item, top, memory, thread, threads); });
}

}  // namespace suanli
