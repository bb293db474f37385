// search_measures.cpp -- G9: how fast the processors search parallel plans, at every instruction set, and one large search end to end.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/cost_catalog.h"
#include "sim/cost/search/host_searcher.h"
#include "sim/cost/search/whole_space.h"
#include "tools/bench/measures.h"

namespace suanli::bench {
namespace {

constexpr int rounds = 15;

// Megatron's 22 billion parameters on 64 A100s, with up to four ranks of a sequence and three shares of offload: more plans than the
// 2,393,240 of a search with Calculon.
SearchBatch large_search() {
  SearchBatch batch;
  batch.models.push_back(model_shape("megatron-22b"));
  batch.devices.push_back(device_rates("a100-sxm-80gb"));
  batch.fabrics.push_back(fabric_between("a100-sxm-80gb", "hdr-8"));
  ParallelPlan base;
  base.devices = 64;
  base.batch = 3072;
  batch.items.push_back({0, 0, 0, add_whole_space(batch, batch.models[0], base, {}, 4)});
  for (const double share : {0.5, 1.0}) batch.spaces[0].offload.add(share);
  batch.top = 10;
  return batch;
}

// Of a search, the plans that make sense for the model: each gets its own time and memory. The others are refused in groups.
double calculated(const SearchAnswers& answers) {
  return static_cast<double>(answers.counts[0][static_cast<std::size_t>(Infeasible::no)] +
                             answers.counts[0][static_cast<std::size_t>(Infeasible::memory)]);
}

// One after the other, every run with a slightly slower device: no two search the same.
struct Runner {
  SearchBatch batch = large_search();
  std::unique_ptr<PlanSearcher> searcher;
  double plans = 0;

  explicit Runner(SearchLevel level) : searcher(host_searcher(1, level)) {}

  double seconds() {
    batch.devices[0].memory_rate *= 1 - 1e-7;
    const double begin = cpu_seconds();
    const SearchAnswers answers = searcher->search(batch);
    const double end = cpu_seconds();
    keep(answers.best_of(0)[0].score);
    plans = calculated(answers);
    return end - begin;
  }
};

std::optional<double> goal_of(SearchLevel level) {
  if (level == SearchLevel::v4) return 400;
  if (level == SearchLevel::v3) return 240;
  return std::nullopt;
}

// All levels in turn in each round, so that they see the same machine.
void add_rates(std::vector<Measure>& measures) {
  std::vector<Runner> runners;
  for (const SearchLevel level : search_levels()) runners.emplace_back(level);
  std::vector<std::vector<double>> seconds(runners.size());
  for (int round = 0; round <= rounds; ++round) {
    for (std::size_t i = 0; i < runners.size(); ++i) {
      const double once = runners[i].seconds();
      if (round > 0) seconds[i].push_back(once);
    }
  }
  const std::vector<SearchLevel> levels = search_levels();
  for (std::size_t i = 0; i < runners.size(); ++i) {
    const double rate = runners[i].plans / median(seconds[i]) / 1e6;
    const std::optional<double> goal = goal_of(levels[i]);
    measures.push_back({"G9", "plans calculated by one core, " + std::string(runners[i].searcher->name()), rate, "1e6/s",
                        goal ? Goal::at_least : Goal::told, goal.value_or(0)});
  }
}

// From the description of the space to the ten best plans, on the clock of the wall: threads are the point.
double wall_seconds(unsigned threads) {
  std::vector<double> all;
  for (int round = 0; round <= rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    const SearchBatch batch = large_search();
    const SearchAnswers answers = host_searcher(threads)->search(batch);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    keep(answers.best_of(0)[0].score);
    if (round > 0) all.push_back(spent.count());
  }
  return median(all);
}

}  // namespace

std::vector<Measure> search_measures() {
  std::vector<Measure> measures;
  add_rates(measures);
  const std::string plans = std::to_string(large_search().spaces[0].size());
  for (const unsigned threads : {1U, 2U}) {
    measures.push_back({"G9", "megatron-22b on 64 A100: " + plans + " plans, threads: " + std::to_string(threads), wall_seconds(threads),
                        "s wall", Goal::at_most, 0.1});
  }
  return measures;
}

}  // namespace suanli::bench
