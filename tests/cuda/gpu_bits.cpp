// gpu_bits.cpp -- compares the GPU with the host, bit by bit, over many random searches in random grids; ends with 77 without a GPU.
#include <cstdio>
#include <cstring>
#include <thread>

#include "cuda/gpu_search.h"
#include "sim/cost/search/host_searcher.h"
#include "tests/cuda/emulated_gpu.h"
#include "tests/cuda/random_batch.h"

namespace suanli::test {
namespace {

struct Amounts {
  std::uint64_t evaluations = 10'000'000;
  std::uint64_t searches = 1'000'000;
  std::uint32_t searches_each = 100'000;  // of a batch
};

GridShape random_shape(Stream& random, std::uint32_t top) {
  const auto up_to = [&](std::uint64_t most) { return static_cast<std::uint32_t>(1 + random.below(most)); };
  GridShape shape{up_to(most_threads), up_to(16), up_to(8)};
  while (block_bytes(shape, top) > memory_of_block) shape.threads = (shape.threads + 1) / 2;
  return shape;
}

std::uint64_t plans_of(const SearchBatch& batch) {
  std::uint64_t plans = 0;
  for (const SearchItem& item : batch.items) plans += batch.spaces[item.space].size();
  return plans;
}

bool same(Gpu& gpu, const SearchBatch& batch, const GridShape& shape, const SearchAnswers& expected, std::uint64_t seed) {
  const GpuAnswers found = search_on(gpu, batch, shape);
  const auto* answers = std::get_if<SearchAnswers>(&found);
  if (answers != nullptr && *answers == expected) return true;
  std::printf("seed %llu, %u threads, grain %u, %u rounds: %s\n", static_cast<unsigned long long>(seed), shape.threads, shape.grain,
              shape.rounds, answers != nullptr ? "other answers" : std::get<GpuProblem>(found).what.c_str());
  return false;
}

// Every plan of whole spaces, against the plain search.
bool compare_evaluations(Gpu& gpu, std::uint64_t most) {
  std::uint64_t done = 0;
  for (std::uint64_t seed = 1; done < most; ++seed) {
    Stream random(seed, "tests/cuda/gpu_bits/evaluations");
    const SearchBatch batch = random_batch(random, 12, static_cast<std::uint32_t>(1 + random.below(most_plans_kept)));
    if (!same(gpu, batch, random_shape(random, batch.top), search_plainly(batch), seed)) return false;
    done += plans_of(batch);
  }
  std::printf("%llu evaluations agree\n", static_cast<unsigned long long>(done));
  return true;
}

// Many items over some models, devices and fabrics, against the host's vectors.
bool compare_searches(Gpu& gpu, const Amounts& amounts) {
  const auto host = host_searcher(std::max(1U, std::thread::hardware_concurrency()));
  std::uint64_t done = 0;
  for (std::uint64_t seed = 1; done < amounts.searches; ++seed) {
    Stream random(seed, "tests/cuda/gpu_bits/searches");
    SearchBatch batch = random_batch(random, 100, static_cast<std::uint32_t>(1 + random.below(4)));
    for (PlanSpace& space : batch.spaces) space.degrees_count = std::min(space.degrees_count, 2U);
    const auto any = [&] { return static_cast<std::uint32_t>(random.below(100)); };
    while (batch.items.size() < amounts.searches_each) batch.items.push_back({any(), any(), any(), any()});
    if (!same(gpu, batch, random_shape(random, batch.top), host->search(batch), seed)) return false;
    done += batch.items.size();
  }
  std::printf("%llu searches agree\n", static_cast<unsigned long long>(done));
  return true;
}

int compare(Gpu& gpu, const Amounts& amounts) {
  std::printf("%s\n", gpu.name().c_str());
  return compare_evaluations(gpu, amounts.evaluations) && compare_searches(gpu, amounts) ? 0 : 1;
}

}  // namespace
}  // namespace suanli::test

// --emulated: a small part of it without a GPU, so that this program is tested too.
int main(int count, char** words) {
  using namespace suanli;
  if (count > 1 && std::strcmp(words[1], "--emulated") == 0) {
    test::EmulatedGpu gpu;
    gpu.order = test::ThreadOrder::shuffled;
    return test::compare(gpu, {100'000, 1'000, 500});
  }
  OpenedGpu opened = open_gpu();
  if (const auto* problem = std::get_if<GpuProblem>(&opened)) {
    std::printf("skipped: %s\n", problem->what.c_str());
    return 77;
  }
  return test::compare(*std::get<std::unique_ptr<Gpu>>(opened), {});
}
