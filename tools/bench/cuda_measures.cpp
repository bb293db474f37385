// cuda_measures.cpp -- cuda: a billion parallel plans on the GPU, its kernels alone and end to end, against all threads of the host.
#include <algorithm>
#include <chrono>
#include <thread>

#include "scenarios/cost_catalog.h"
#include "scenarios/gpu_trial.h"
#include "sim/base/check.h"
#include "sim/cost/search/host_searcher.h"
#include "sim/cost/search/whole_space.h"
#include "tools/bench/measures.h"

namespace suanli::bench {
namespace {

constexpr int rounds = 5;
constexpr double least_plans = 1e9;

// Megatron's 22 billion parameters on 64 A100s, again and again, each time with a slightly slower memory: no two searches are the same.
// `round` makes every batch new.
SearchBatch billion_plans(int round) {
  SearchBatch batch;
  batch.models.push_back(model_shape("megatron-22b"));
  batch.fabrics.push_back(fabric_between("a100-sxm-80gb", "hdr-8"));
  ParallelPlan base;
  base.devices = 64;
  base.batch = 3072;
  const std::uint32_t space = add_whole_space(batch, batch.models[0], base, {}, 4);
  for (const double share : {0.5, 1.0}) batch.spaces[space].offload.add(share);
  DeviceRates device = device_rates("a100-sxm-80gb");
  device.memory_rate *= 1 - 1e-4 * round;
  for (double plans = 0; plans < least_plans; plans += static_cast<double>(batch.spaces[space].size())) {
    device.memory_rate *= 1 - 1e-7;
    batch.items.push_back({0, static_cast<std::uint32_t>(batch.devices.size()), 0, space});
    batch.devices.push_back(device);
  }
  batch.top = 10;
  return batch;
}

// The plans that make sense for the model: each gets its own time and memory. The others are refused in groups.
double calculated(const SearchAnswers& answers) {
  double plans = 0;
  for (const ReasonCounts& counts : answers.counts) {
    plans += static_cast<double>(counts[static_cast<std::size_t>(Infeasible::no)] + counts[static_cast<std::size_t>(Infeasible::memory)]);
  }
  return plans;
}

template <class Search>
double wall_seconds(const Search& search) {
  const auto begin = std::chrono::steady_clock::now();
  search();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

struct Rates {
  std::vector<double> kernels, end_to_end, host;  // plans a second
};

// GPU and host in turn, the same batch; a first round is not counted.
Rates measured_rates(GpuTrial& gpu, unsigned threads) {
  const auto host = host_searcher(threads);
  Rates rates;
  for (int round = 0; round <= rounds; ++round) {
    const SearchBatch batch = billion_plans(round);
    std::string why;
    std::optional<SearchAnswers> found;
    SearchAnswers expected;
    const double before = gpu.kernels_s();
    const double end_to_end = wall_seconds([&] { found = gpu.search(batch, why); });
    const double on_host = wall_seconds([&] { expected = host->search(batch); });
    if (!found) throw InternalError("the GPU failed in the benchmark: " + why);
    SUANLI_ASSERT(*found == expected, "the GPU's answers are not the host's");
    if (round == 0) continue;
    const double plans = calculated(expected);
    rates.kernels.push_back(plans / (gpu.kernels_s() - before));
    rates.end_to_end.push_back(plans / end_to_end);
    rates.host.push_back(plans / on_host);
  }
  return rates;
}

}  // namespace

std::vector<Measure> cuda_measures() {
  std::string why;
  std::optional<GpuTrial> gpu = GpuTrial::open(why);
  if (!gpu) return {{"cuda", "not measured, " + why + ": would time 1e9 plans on the GPU against all threads of the host", 0, "skipped"}};
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  const Rates rates = measured_rates(*gpu, threads);
  const double end_to_end = median(rates.end_to_end);
  const double host = median(rates.host);
  return {{"cuda", "plans calculated by the kernels, " + gpu->name(), median(rates.kernels) / 1e9, "1e9/s", Goal::at_least, 150},
          {"cuda", "the same with all transfers", end_to_end / 1e9, "1e9/s", Goal::at_least, 100},
          {"cuda", "plans calculated by " + std::to_string(threads) + " threads of the host", host / 1e9, "1e9/s", Goal::told, 0},
          {"cuda", "GPU with all transfers / 16 threads of the host", end_to_end / (host / threads * 16), "1", Goal::at_least, 20}};
}

}  // namespace suanli::bench
