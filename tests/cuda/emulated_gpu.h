// emulated_gpu.h -- a GPU in the host's memory: it runs the kernels' blocks thread by thread, and fails when told to.
#pragma once

#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

#include "cuda/gpu.h"
#include "cuda/search_kernel_body.h"
#include "sim/base/random.h"

namespace suanli::test {

// In which order threads take a step, and blocks their turn.
enum class ThreadOrder { forward, reverse, shuffled };

struct HostBlock {
  std::uint32_t threads;
  ThreadOrder order;
  Stream* random;

  template <class Step>
  void each(const Step& step) {
    std::vector<std::uint32_t> turns(threads);
    std::iota(turns.begin(), turns.end(), 0U);
    if (order == ThreadOrder::reverse) std::reverse(turns.begin(), turns.end());
    if (order == ThreadOrder::shuffled) {
      for (std::size_t i = turns.size(); i > 1; --i) std::swap(turns[i - 1], turns[random->below(i)]);
    }
    for (const std::uint32_t thread : turns) step(thread);
  }
};

struct EmulatedGpu final : Gpu {
  ThreadOrder order = ThreadOrder::forward;
  std::uint64_t bytes_free = 1ULL << 30;
  std::uint64_t bytes_promised = 1ULL << 30;
  int failing_call = -1;  // of send, search and fetch together, counted from 0
  GpuFailure failure = GpuFailure::lost;
  int calls = 0;
  int launches = 0;
  Stream random{1, "tests/cuda/threads"};
  std::vector<uint64_t> memory;

  std::string name() const override { return "emulated"; }
  double kernels_s() const override { return 0; }
  std::uint64_t room() override { return bytes_promised; }

  std::byte* reserve(std::uint64_t bytes) override {
    if (bytes > bytes_free) return nullptr;
    memory.assign(bytes / 8 + 64, 0xA5A5A5A5A5A5A5A5ULL);
    void* start = memory.data();
    std::size_t space = memory.size() * 8;
    return static_cast<std::byte*>(std::align(256, bytes, start, space));
  }
  std::optional<GpuProblem> send(std::byte* to, const void* from, std::uint64_t bytes) override { return copy(to, from, bytes); }
  std::optional<GpuProblem> fetch(void* to, const std::byte* from, std::uint64_t bytes) override { return copy(to, from, bytes); }

  std::optional<GpuProblem> search(const SearchLaunch& launch) override {
    if (calls++ == failing_call) return GpuProblem{failure, "told to fail"};
    ++launches;
    for (std::uint64_t i = 0; i < launch.counts.layer; ++i) make_layer_row(launch, i);
    for (std::uint64_t i = 0; i < launch.counts.stage; ++i) make_stage_row(launch, i);
    run_blocks(launch, static_cast<std::uint32_t>(launch.counts.tile), launch.shape.threads, [&](HostBlock& block, const BlockMemory& shared, std::uint32_t tile) {
      search_tile(block, shared, launch, tile);
    });
    run_blocks(launch, launch.item_count, std::min(launch.shape.threads, 32U),
               [&](HostBlock& block, const BlockMemory& shared, std::uint32_t item) { merge_item(block, shared, launch, item); });
    return std::nullopt;
  }

 private:
  std::optional<GpuProblem> copy(void* to, const void* from, std::uint64_t bytes) {
    if (calls++ == failing_call) return GpuProblem{failure, "told to fail"};
    std::memcpy(to, from, bytes);
    return std::nullopt;
  }

  template <class Run>
  void run_blocks(const SearchLaunch& launch, std::uint32_t count, std::uint32_t threads, const Run& run) {
    std::vector<FoundPlan> shared((block_bytes(launch.shape, launch.top) + sizeof(FoundPlan) - 1) / sizeof(FoundPlan));
    for (std::uint32_t i = 0; i < count; ++i) {
      std::memset(static_cast<void*>(shared.data()), 0xA5, shared.size() * sizeof(FoundPlan));
      HostBlock block{threads, order, &random};
      run(block, block_memory(reinterpret_cast<unsigned char*>(shared.data()), threads, launch.top), order == ThreadOrder::forward ? i : count - 1 - i);
    }
  }
};

}  // namespace suanli::test
