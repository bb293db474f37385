// search_kernel_body.h -- what a block of the search does, in steps between which its threads wait for each other.
#pragma once

#include "cuda/block_memory.h"
#include "sim/cost/search/best_plans.h"

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

// The item of a tile: the last whose first tile is not behind it.
SUANLI_HOST_DEVICE inline std::uint32_t item_of(const SearchLaunch& launch, std::uint32_t tile) {
  std::uint32_t low = 0;
  std::uint32_t high = launch.item_count;
  while (high - low > 1) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (launch.first_tile[middle] <= tile) low = middle;
    else high = middle;
  }
  return low;
}

SUANLI_HOST_DEVICE inline void clear_thread(const BlockMemory& memory, std::uint32_t thread, std::uint32_t threads) {
  memory.found[thread] = 0;
  for (std::uint32_t i = 0; i < reason_count; ++i) memory.counts[i * threads + thread] = 0;
  if (thread < 2) memory.queued[thread] = 0;
}

// Outer plans [begin, end) are looked at by all threads: those that make no sense are counted, the others wait in the queue, so that the
// estimates, which take much longer, leave no thread idle beside another's.
SUANLI_HOST_DEVICE inline void sift(const SearchLaunch& launch, const BlockMemory& memory, std::uint64_t begin, std::uint64_t end,
                                    std::uint32_t& queued, std::uint32_t thread, std::uint32_t threads) {
  const ItemParts& parts = *memory.parts;
  for (std::uint64_t outer = begin + thread; outer < end; outer += threads) {
    const ParallelPlan plan = outer_plan(parts.space, launch.degrees, outer);
    const Infeasible problem = plan_problem(parts.model, parts.device, plan);
    if (problem == Infeasible::no) memory.queue[claim(queued)] = static_cast<std::uint16_t>(outer - begin);
    else memory.counts[static_cast<std::uint32_t>(problem) * threads + thread] += parts.space.inner_count();
  }
}

// All inner plans of one outer plan.
SUANLI_HOST_DEVICE inline void search_outer(const SearchLaunch& launch, const BlockMemory& memory, std::uint64_t outer,
                                            std::uint32_t thread, std::uint32_t threads) {
  const ItemParts& parts = *memory.parts;
  FoundPlan* const list = memory.plans + std::size_t{thread} * launch.top;
  const std::uint64_t inner_count = parts.space.inner_count();
  ParallelPlan plan = outer_plan(parts.space, launch.degrees, outer);
  for (std::uint64_t inner = 0; inner < inner_count; ++inner) {
    set_inner(plan, parts.space, inner);
    const StepCost cost = training_step(parts.model, parts.device, parts.fabric, plan);
    ++memory.counts[static_cast<std::uint32_t>(cost.reason) * threads + thread];
    if (cost.feasible) {
      keep_best(list, launch.top, memory.found[thread], {score_of(cost, launch.objective), outer * inner_count + inner});
    }
  }
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
  const std::uint32_t number = item_of(launch, tile);
  const SearchItem item = launch.items[number];
  block.each([&](std::uint32_t thread) {
    clear_thread(memory, thread, threads);
    copy_words(memory.parts->model, launch.models[item.model], thread, threads);
    copy_words(memory.parts->device, launch.devices[item.device], thread, threads);
    copy_words(memory.parts->fabric, launch.fabrics[item.fabric], thread, threads);
    copy_words(memory.parts->space, launch.spaces[item.space], thread, threads);
  });
  const std::uint64_t first = (tile - launch.first_tile[number]) * launch.shape.tile_size();
  const std::uint64_t outers = memory.parts->space.outer_count();
  for (std::uint32_t round = 0; round < launch.shape.rounds; ++round) {
    const std::uint64_t begin = first + round * launch.shape.round_size();
    if (begin >= outers) break;
    const std::uint64_t end = begin + launch.shape.round_size() < outers ? begin + launch.shape.round_size() : outers;
    std::uint32_t& queued = memory.queued[round % 2];
    block.each([&](std::uint32_t thread) { sift(launch, memory, begin, end, queued, thread, threads); });
    block.each([&](std::uint32_t thread) {
      if (thread == 0) memory.queued[(round + 1) % 2] = 0;
      for (std::uint32_t i = thread; i < queued; i += threads) search_outer(launch, memory, begin + memory.queue[i], thread, threads);
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
    for (std::uint64_t tile = launch.first_tile[item] + thread; tile < launch.first_tile[item + 1]; tile += threads) {
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
