// gpu_search_test.cpp -- the kernels' blocks, run on the host, answer as the plain search does, however the work is cut.
#include "cuda/gpu_search.h"

#include <doctest/doctest.h>

#include "tests/cuda/emulated_gpu.h"
#include "tests/cuda/random_batch.h"

namespace suanli::test {
namespace {

SearchAnswers answers_of(const GpuAnswers& found) {
  if (const auto* problem = std::get_if<GpuProblem>(&found)) FAIL(problem->what);
  return std::get<SearchAnswers>(found);
}

GpuProblem problem_of(const GpuAnswers& found) {
  REQUIRE(std::holds_alternative<GpuProblem>(found));
  return std::get<GpuProblem>(found);
}

std::uint64_t plans_of(const SearchBatch& batch) {
  std::uint64_t plans = 0;
  for (const SearchItem& item : batch.items) plans += batch.spaces[item.space].size();
  return plans;
}

// Threads, grain, rounds: one thread, odd numbers, more threads than plans, many rounds, a whole item in a tile, many tiles.
constexpr GridShape shapes[] = {{1, 1, 1},  {1, 7, 3},   {2, 1, 1},   {3, 5, 2},    {7, 2, 9},    {16, 1, 1},  {31, 3, 1},
                                {32, 8, 4}, {33, 1, 50}, {64, 16, 1}, {100, 2, 3}, {128, 8, 1}, {128, 1, 1}, {128, 8, 4096}};

}  // namespace

TEST_CASE("an emulated launch answers bit by bit as the plain search, in every shape and order of threads") {
  std::uint64_t plans = 0;
  std::uint64_t feasible = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "tests/cuda/shapes");
    const SearchBatch batch = random_batch(random, 12, static_cast<std::uint32_t>(1 + 9 * random.below(2)));
    const SearchAnswers plain = search_plainly(batch);
    plans += plans_of(batch);
    for (const ReasonCounts& counts : plain.counts) feasible += counts[0];
    for (const GridShape& shape : shapes) {
      CAPTURE(shape.threads);
      CAPTURE(shape.grain);
      CAPTURE(shape.rounds);
      for (const ThreadOrder order : {ThreadOrder::forward, ThreadOrder::reverse, ThreadOrder::shuffled}) {
        EmulatedGpu gpu;
        gpu.order = order;
        CHECK(answers_of(search_on(gpu, batch, shape)) == plain);
        CHECK(gpu.launches == 1);
      }
    }
  }
  MESSAGE(plans << " plans, " << feasible << " of them feasible");
  CHECK(feasible > 10'000);
}

TEST_CASE("random batches in their own grid, with many plans kept") {
  for (std::uint64_t seed = 10; seed < 20; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "tests/cuda/batches");
    const auto top = static_cast<std::uint32_t>(1 + random.below(most_plans_kept));
    const SearchBatch batch = random_batch(random, 8, top);
    EmulatedGpu gpu;
    gpu.order = ThreadOrder::shuffled;
    CHECK(answers_of(search_on(gpu, batch)) == search_plainly(batch));
  }
}

TEST_CASE("plans of equal score are told apart by their index") {
  // Overlaps change nothing on one device: all eight plans of an outer one cost the same.
  Stream random(5, "tests/cuda/ties");
  SearchBatch batch = random_batch(random, 1, 8);
  batch.spaces.clear();
  batch.degrees.clear();
  batch.devices[0].memory_bytes = 1e15;
  ParallelPlan base;
  base.batch = 4;
  add_whole_space(batch, batch.models[0], base, {.zero = 0});
  for (const ThreadOrder order : {ThreadOrder::forward, ThreadOrder::reverse}) {
    EmulatedGpu gpu;
    gpu.order = order;
    const SearchAnswers found = answers_of(search_on(gpu, batch, {4, 1, 1}));
    CHECK(found == search_plainly(batch));
    REQUIRE(found.found[0] == 8);
    for (std::size_t i = 1; i < 8; ++i) {
      CHECK(found.plans[i].score == found.plans[0].score);
      CHECK(found.plans[i].index == found.plans[0].index + i);
    }
  }
}

TEST_CASE("a batch that does not fit goes in chunks, with the same answers") {
  Stream random(3, "tests/cuda/chunks");
  const SearchBatch batch = random_batch(random, 20, 3);
  const SearchAnswers plain = search_plainly(batch);
  const GridShape shape{8, 2, 1};
  std::uint64_t largest = 0;
  for (const SearchItem& item : batch.items) largest = std::max(largest, memory_map(batch, 1, counts_of(batch.spaces[item.space], shape)).bytes);
  EmulatedGpu gpu;
  gpu.bytes_promised = gpu.bytes_free = largest;  // the largest item alone
  CHECK(answers_of(search_on(gpu, batch, shape)) == plain);
  CHECK(gpu.launches > 1);
  CHECK(gpu.launches < 20);

  EmulatedGpu small;
  small.bytes_promised = small.bytes_free = largest - 1;
  CHECK(problem_of(search_on(small, batch, shape)).failure == GpuFailure::out_of_memory);
  CHECK(small.launches == 0);

  EmulatedGpu liar;
  liar.bytes_promised = 64 * largest;
  liar.bytes_free = 2 * largest;
  CHECK(answers_of(search_on(liar, batch, shape)) == plain);
}

TEST_CASE("chunks are cut at the byte") {
  // One model, device, fabric, space and one degrees entry; items of 1, 2, 3 tiles.
  SearchBatch batch;
  batch.models.resize(1);
  batch.devices.resize(1);
  batch.fabrics.resize(1);
  for (std::uint32_t tiles = 1; tiles <= 3; ++tiles) {
    PlanSpace space;
    space.degrees_count = 8 * tiles - 7;  // the first plan of the last tile
    space.ep.add(1), space.microbatch.add(1), space.sequence_parallel.add(false), space.recompute.add(Recompute::none), space.interleave.add(1);
    space.zero.add(0), space.overlap.add({}), space.offload.add(0);
    batch.spaces.push_back(space);
    batch.items.push_back({0, 0, 0, tiles - 1});
  }
  const GridShape shape{4, 2, 1};
  CHECK(counts_of(batch.spaces[0], shape) == ItemStart{1, 1, 1});
  CHECK(counts_of(batch.spaces[2], shape) == ItemStart{3, 17, 17});
  const std::uint64_t all = memory_map(batch, 3, {6, 27, 27}).bytes;
  CHECK(*cut(batch, shape, all) == std::vector<Chunk>{{0, 3, {6, 27, 27}}});
  CHECK(*cut(batch, shape, all - 1) == std::vector<Chunk>{{0, 2, {3, 10, 10}}, {2, 1, {3, 17, 17}}});
  CHECK(!cut(batch, shape, memory_map(batch, 1, {3, 17, 17}).bytes - 1));
}

TEST_CASE("every failing call gives its problem and no answers") {
  Stream random(4, "tests/cuda/failures");
  const SearchBatch batch = random_batch(random, 3, 2);
  EmulatedGpu healthy;
  answers_of(search_on(healthy, batch));
  REQUIRE(healthy.calls == 11);  // five lists, items, tiles, the search, three answers
  for (int call = 0; call < healthy.calls; ++call) {
    CAPTURE(call);
    EmulatedGpu gpu;
    gpu.failing_call = call;
    gpu.failure = call % 2 == 0 ? GpuFailure::lost : GpuFailure::out_of_memory;
    const GpuProblem problem = problem_of(search_on(gpu, batch));
    CHECK(problem.failure == gpu.failure);
    CHECK(problem.what == "told to fail");
    CHECK(gpu.calls == call + 1);
  }
}

TEST_CASE("the memory of a block suffices for what a search keeps, and for no more") {
  Stream random(6, "tests/cuda/top");
  SearchBatch batch = random_batch(random, 2, 1);
  for (batch.top = 1; batch.top <= most_plans_kept; ++batch.top) {
    const GridShape shape = grid_shape(batch);
    CHECK(block_bytes(shape, batch.top) <= memory_of_block);
    CHECK(shape.threads >= 32);
    CHECK(shape.threads <= most_threads);
    CHECK(shape.round_size() <= 65536);
  }
  EmulatedGpu gpu;
  CHECK(problem_of(search_on(gpu, batch)).failure == GpuFailure::too_large);
  CHECK(gpu.calls == 0);
}

TEST_CASE("an empty batch has empty answers") {
  EmulatedGpu gpu;
  CHECK(answers_of(search_on(gpu, SearchBatch{})) == search_plainly(SearchBatch{}));
  CHECK(gpu.calls == 0);
}

}  // namespace suanli::test
