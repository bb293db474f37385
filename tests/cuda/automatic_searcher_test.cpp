// automatic_searcher_test.cpp -- small searches stay on the host, and a GPU is opened only for a large one.
#include "cuda/automatic_searcher.h"

#include <doctest/doctest.h>

#include "tests/cuda/emulated_gpu.h"
#include "tests/cuda/listeners.h"
#include "tests/cuda/random_batch.h"

namespace suanli::test {
namespace {

OpenedGpu healthy() {
  return std::make_unique<EmulatedGpu>();
}
OpenedGpu absent() {
  return GpuProblem{GpuFailure::no_device, "no NVIDIA GPU"};
}
OpenedGpu foreign() {
  return GpuProblem{GpuFailure::no_kernel, "built for other GPUs"};
}

std::uint64_t plans_of(const SearchBatch& batch) {
  std::uint64_t plans = 0;
  for (const SearchItem& item : batch.items) plans += batch.spaces[item.space].size();
  return plans;
}

SearchBatch batch_of(std::uint32_t items) {
  Stream random(items, "tests/cuda/automatic");
  return random_batch(random, items, 3);
}

// A searcher that needs `open` plans for a GPU that is not open and `launch` for one that is.
struct Trial {
  CountingHost* host;
  Told told;
  AutomaticSearcher searcher;

  Trial(BreakEven worth, OpenedGpu (*open)()) : Trial(std::make_unique<CountingHost>(), worth, open) {}
  Trial(std::unique_ptr<CountingHost> counting, BreakEven worth, OpenedGpu (*open)())
      : host(counting.get()), searcher(std::move(counting), worth, told.notice(), open) {}
};

}  // namespace

TEST_CASE("a GPU is opened by the first search large enough, and then searches smaller ones too") {
  const SearchBatch large = batch_of(12);
  const SearchBatch small = batch_of(2);
  const SearchBatch least = batch_of(1);
  REQUIRE(plans_of(least) < plans_of(small));
  REQUIRE(plans_of(small) < plans_of(large));
  Trial trial({plans_of(large), plans_of(small)}, healthy);
  CHECK(trial.searcher.search(small) == search_plainly(small));
  CHECK(trial.host->searches == 1);  // not worth opening
  CHECK(trial.searcher.search(large) == search_plainly(large));
  CHECK(trial.searcher.search(small) == search_plainly(small));
  CHECK(trial.host->searches == 1);  // both on the GPU
  CHECK(trial.searcher.search(least) == search_plainly(least));
  CHECK(trial.host->searches == 2);
  CHECK(trial.told.lines.empty());
}

TEST_CASE("that there is no GPU is no news, that one can't be used is") {
  const SearchBatch batch = batch_of(3);
  Trial none({0, 0}, absent);
  CHECK(none.searcher.search(batch) == search_plainly(batch));
  CHECK(none.host->searches == 1);
  CHECK(none.told.lines.empty());
  Trial other({0, 0}, foreign);
  CHECK(other.searcher.search(batch) == search_plainly(batch));
  CHECK(other.host->searches == 1);
  CHECK(other.told.lines == std::vector<std::string>{"built for other GPUs"});
}

TEST_CASE("more threads of the host make a GPU worth opening later") {
  CHECK(break_even(0).open == break_even(1).open);
  CHECK(break_even(16).open == 16 * break_even(1).open);
  CHECK(break_even(16).launch < break_even(1).open);
}

}  // namespace suanli::test
