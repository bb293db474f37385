// cuda_searcher_test.cpp -- whatever is wrong with a GPU, the answers are those of the host, and someone is told once.
#include "cuda/cuda_searcher.h"

#include <doctest/doctest.h>

#include "tests/cuda/emulated_gpu.h"
#include "tests/cuda/listeners.h"
#include "tests/cuda/random_batch.h"

namespace suanli::test {
namespace {

OpenedGpu no_driver() {
  return GpuProblem{GpuFailure::no_driver, "no NVIDIA driver"};
}
OpenedGpu healthy() {
  return std::make_unique<EmulatedGpu>();
}
OpenedGpu lost_in_the_search() {
  auto gpu = std::make_unique<EmulatedGpu>();
  gpu->failing_call = 7;
  return gpu;
}
OpenedGpu tiny() {
  auto gpu = std::make_unique<EmulatedGpu>();
  gpu->bytes_promised = gpu->bytes_free = 200'000;
  return gpu;
}

SearchBatch batch_of(std::uint64_t seed, std::uint32_t items) {
  Stream random(seed, "tests/cuda/searcher");
  return random_batch(random, items, 4);
}

}  // namespace

TEST_CASE("a GPU that works answers alone") {
  CountingHost host;
  Told told;
  CudaSearcher searcher(host, told.notice(), healthy);
  CHECK_FALSE(searcher.opened());
  const SearchBatch batch = batch_of(1, 5);
  CHECK(searcher.search(batch) == search_plainly(batch));
  CHECK(searcher.opened());
  CHECK(host.searches == 0);
  CHECK(told.lines.empty());
}

TEST_CASE("without a GPU the host answers, and one line says why") {
  CountingHost host;
  Told told;
  CudaSearcher searcher(host, told.notice(), no_driver);
  const SearchBatch batch = batch_of(2, 5);
  for (int i = 0; i < 3; ++i) CHECK(searcher.search(batch) == search_plainly(batch));
  CHECK(host.searches == 3);
  CHECK(told.lines == std::vector<std::string>{"no NVIDIA driver"});
}

TEST_CASE("a GPU that is lost is not asked again") {
  CountingHost host;
  Told told;
  CudaSearcher searcher(host, told.notice(), lost_in_the_search);
  const SearchBatch batch = batch_of(3, 5);
  for (int i = 0; i < 2; ++i) CHECK(searcher.search(batch) == search_plainly(batch));
  CHECK(host.searches == 2);
  CHECK_FALSE(searcher.opened());
  CHECK(told.lines == std::vector<std::string>{"told to fail"});
}

TEST_CASE("a batch too large for its memory goes to the host, the next one to the GPU") {
  CountingHost host;
  Told told;
  CudaSearcher searcher(host, told.notice(), tiny);
  const SearchBatch large = batch_of(4, 90);
  const SearchBatch small = batch_of(5, 1);
  CHECK(searcher.search(large) == search_plainly(large));
  CHECK(host.searches == 1);
  CHECK(searcher.search(small) == search_plainly(small));
  CHECK(host.searches == 1);
  CHECK(told.lines == std::vector<std::string>{"the search does not fit the GPU's memory"});
}

TEST_CASE("nobody need listen") {
  CountingHost host;
  CudaSearcher searcher(host, {}, no_driver);
  const SearchBatch batch = batch_of(6, 1);
  CHECK(searcher.search(batch) == search_plainly(batch));
}

TEST_CASE("this machine's own GPU, or the host, answers like the plain search") {
  CountingHost host;
  Told told;
  CudaSearcher searcher(host, told.notice());
  const SearchBatch batch = batch_of(7, 3);
  CHECK(searcher.search(batch) == search_plainly(batch));
  CHECK(host.searches == static_cast<int>(told.lines.size()));
  for (const std::string& line : told.lines) MESSAGE("no GPU here: " << line);
}

}  // namespace suanli::test
